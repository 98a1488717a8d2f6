"""Trains an MLP and a CNN on 2,000 images of MNIST past zero training error, and captures 20 epochs of each.

    ./ncollapse data fetch mnist
    python3 python/examples/mnist.py datasets/mnist captures
    ./ncollapse measure captures/mlp    # metrics, figures, fit and page; 'cnn' likewise
    ./ncollapse export mlp              # LaTeX

About a minute on two cores.
"""
import gzip
import pathlib
import sys

import numpy
import torch
from torch import nn
from torch.nn import functional

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))  # Not needed after pip install ./python
from ncollapse_capture import Capture  # noqa: E402

CLASSES, EPOCHS, BATCH = 10, 120, 50
CAPTURED = 1, 2, 3, 4, 5, 6, 8, 10, 13, 16, 20, 25, 32, 40, 50, 63, 80, 95, 107, 120


def images(folder, name, count):
    """Returns count standardized images, N×1×28×28, and their labels, the same number of each class."""
    contents = [gzip.decompress((folder / f"{name}-{kind}-ubyte.gz").read_bytes()) for kind in ("images-idx3", "labels-idx1")]
    pixels = numpy.frombuffer(contents[0], numpy.uint8, offset=16).reshape(-1, 1, 28, 28)
    labels = numpy.frombuffer(contents[1], numpy.uint8, offset=8)
    rows = numpy.concatenate([numpy.flatnonzero(labels == k)[:count // CLASSES] for k in range(CLASSES)])
    return torch.utils.data.TensorDataset(torch.tensor((pixels[rows] / 255 - 0.1307) / 0.3081, dtype=torch.float32),
                                          torch.tensor(labels[rows].astype(numpy.int64)))


class Mlp(nn.Module):
    """Linear layers without biases and squared error: the setting of the extended unconstrained features models."""

    def __init__(self):
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(784, 256, bias=False), nn.Linear(256, 128, bias=False)
        self.fc = nn.Linear(128, CLASSES, bias=False)

    def forward(self, x):
        return self.fc(self.fc2(self.fc1(x.flatten(1)).relu()).relu())


class Cnn(nn.Module):
    """Three convolutions with batch normalization; the head's input is averaged over positions."""

    def __init__(self):
        super().__init__()
        layers = [(1, 16), (16, 32), (32, 64)]
        self.body = nn.Sequential(*(nn.Sequential(nn.Conv2d(a, b, 3, 2, 1, bias=False), nn.BatchNorm2d(b), nn.ReLU())
                                    for a, b in layers))
        self.fc = nn.Linear(64, CLASSES)

    def forward(self, x):
        return self.fc(self.body(x).mean((2, 3)))


def train(name, model, loss, rate, options, train_data, test_data, folder):
    optimizer = torch.optim.SGD(model.parameters(), lr=rate, momentum=0.9, weight_decay=5e-4)
    scheduler = torch.optim.lr_scheduler.MultiStepLR(optimizer, [EPOCHS * 4 // 5])
    loader = torch.utils.data.DataLoader(train_data, BATCH, shuffle=True)
    test_loader = torch.utils.data.DataLoader(test_data, 500)
    with Capture(model, "fc", loss=loss, optimizer=optimizer, folder=folder / name, dataset="mnist", **options) as capture:
        for epoch in range(1, EPOCHS + 1):
            for x, y in loader:
                z = model(x)
                value = (functional.cross_entropy(z, y) if loss == "cross-entropy"
                         else functional.mse_loss(z, functional.one_hot(y, CLASSES).float()))
                optimizer.zero_grad()
                value.backward()
                optimizer.step()
                capture.step()
            scheduler.step()
            if epoch in CAPTURED:
                metrics = capture.epoch(loader, epoch, "train", metrics=True)
                capture.epoch(test_loader, epoch, "test")
                print(f"{name} epoch {epoch}: " + ", ".join(f"{key} {metrics[key]:.3g}" for key in ("error", "nc1", "nc2_etf")),
                      flush=True)


def main():
    if len(sys.argv) != 3:
        sys.exit("usage: mnist.py FOLDER_OF_MNIST FOLDER_OF_CAPTURES")
    data, folder = map(pathlib.Path, sys.argv[1:])
    torch.manual_seed(1)
    splits = images(data, "train", 2000), images(data, "t10k", 1000)
    train("mlp", Mlp(), "mse", 0.2, {"hidden": "fc2"}, *splits, folder)
    train("cnn", Cnn(), "cross-entropy", 0.05, {"taps": {"block2": "body.1"}}, *splits, folder)


if __name__ == "__main__":
    main()
