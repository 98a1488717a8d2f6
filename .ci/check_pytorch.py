"""Compares networks of ncollapse with their export for PyTorch.

    check_pytorch.py prepare FOLDER     writes FOLDER/images/ and an experiment file for each network
    check_pytorch.py logits FOLDER      compares the exported networks with the features that the runs saved
    check_pytorch.py start FOLDER       writes initial weights of PyTorch and an experiment file for each network that
                                        starts from them
    check_pytorch.py repeat FOLDER      repeats these runs with PyTorch and compares losses and weights
"""
import csv
import importlib.util
import pathlib
import sys

import numpy
import torch
from PIL import Image

NETWORKS = {"mlp": "{kind: mlp, widths: [16, 12], headBias: true}",
            "mlp-bn": "{kind: mlp, widths: [16, 12], batchNorm: true}",
            "mlp-no-bias": "{kind: mlp, widths: [16], hiddenBias: false}",
            "resnet18": "{kind: resnet18, width: 4, headBias: true}",
            "resnet20": "{kind: resnet20, width: 4, hiddenWidths: [9]}"}
REPEATED = ["mlp", "mlp-bn", "resnet18"]
EPOCHS, BATCH, RATE, MOMENTUM, DECAY = 3, 8, 0.01, 0.9, 5e-4
CLASSES, SAMPLES, HEIGHT, WIDTH = 3, 12, 9, 12
TOLERANCE = 1e-5
TRAINED_TOLERANCE = 1e-4  # Of tensors after training, in which rounding errors have grown.


def experiment(name, folder, network, epochs, optimizer="{}"):
    (folder / f"{name}.yaml").write_text(f"""
name: {name}
dataset: {{name: patterns, folder: {folder / "images"}}}
network: {network}
objective: {{loss: cross-entropy, weightDecay: {DECAY}}}
optimizer: {optimizer}
training: {{epochs: {epochs}, batchSize: {BATCH}}}
capture: {{epochs: {{first: 0, logSpaced: 0}}, saveFeatures: [last]}}
ufm: []
""")


def prepare(folder):
    random = numpy.random.default_rng(1)
    patterns = random.integers(0, 256, (CLASSES, HEIGHT, WIDTH, 3))
    for split in ("train", "test"):
        for k in range(CLASSES):
            files = folder / "images" / split / f"class{k}"
            files.mkdir(parents=True)
            for sample in range(SAMPLES):
                noise = random.integers(-90, 91, patterns[k].shape)
                pixels = (patterns[k] + noise).clip(0, 255).astype(numpy.uint8)
                Image.fromarray(pixels).save(files / f"{sample:02}.png")
    for name, network in NETWORKS.items():
        experiment(name, folder, network, 2)


def images(folder, split):
    """Returns the pixels of a split, N×3×H×W, in the order of the data set: by name, then by class."""
    files = sorted((folder / "images" / split).glob("*/*.png"), key=lambda file: (file.name, file.parent))
    return numpy.stack([numpy.asarray(Image.open(file)) for file in files]).transpose(0, 3, 1, 2)


def module(export):
    spec = importlib.util.spec_from_file_location("network", export / "pytorch/network.py")
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


def difference(actual, expected):
    return numpy.abs(actual - expected).max() / numpy.abs(expected).max()


def compare_logits(folder):
    for name in NETWORKS:
        export = folder / "notebooks-export" / name
        network = module(export)
        for split in ("train", "test"):
            with numpy.load(export / f"features/epoch-0002-penultimate-{split}.npz") as saved, torch.no_grad():
                expected = saved["features"].astype(float) @ saved["weights"].T + saved.get("bias", 0)
                logits = network.load()(network.standardize(images(folder, split))).double().numpy()
            error = difference(logits, expected)
            assert error <= TOLERANCE, f"{name}, {split}: logits differ by {error:.1e}"
            print(f"{name}, {split}: {logits.shape} logits differ by {error:.1e}")


def start(folder):
    torch.manual_seed(1)
    for name in REPEATED:
        state = module(folder / "notebooks-export" / name).Network().state_dict()
        # As a user would save it: with num_batches_tracked.
        torch.save(state, folder / f"{name}.pt")
        initial = NETWORKS[name].replace("}", f", initialFrom: {folder / name}.pt}}")
        optimizer = f"{{learningRate: {RATE}, momentum: {MOMENTUM}, gamma: 0.5, milestones: [0.7]}}"
        experiment(f"{name}-repeated", folder, initial, EPOCHS, optimizer)


def repeat(folder):
    labels = torch.arange(CLASSES).repeat(SAMPLES)
    for name in REPEATED:
        export = folder / "notebooks-export" / f"{name}-repeated"
        exported = module(export)
        inputs = exported.standardize(images(folder, "train"))
        network = exported.Network()
        network.load_state_dict(torch.load(folder / f"{name}.pt"))
        optimizer = torch.optim.SGD(network.parameters(), RATE, MOMENTUM, weight_decay=DECAY)
        scheduler = torch.optim.lr_scheduler.MultiStepLR(optimizer, [2], 0.5)
        losses = []
        for epoch in range(1, EPOCHS + 1):
            total = 0
            for batch in torch.tensor(exported.order(1, epoch, len(labels))).split(BATCH):
                loss = torch.nn.functional.cross_entropy(network(inputs[batch]), labels[batch])
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                total += loss.item() * len(batch)
            scheduler.step()
            losses.append(total / len(labels))
        with (export / "epochs.csv").open() as table:
            actual = [float(row["loss"]) for row in csv.DictReader(table)]
        loss_error = difference(numpy.array(actual), numpy.array(losses))
        assert loss_error <= TOLERANCE, f"{name}: losses differ by {loss_error:.1e}"
        errors = {}
        trained = exported.load().state_dict()
        for key, tensor in network.state_dict().items():
            if not key.endswith("num_batches_tracked"):
                errors[key] = (trained[key] - tensor).norm().item() / tensor.norm().item()
        worst = max(errors, key=errors.get)
        assert errors[worst] <= TRAINED_TOLERANCE, f"{name}: {worst} differs by {errors[worst]:.1e}"
        print(f"{name}: losses of {EPOCHS} epochs differ by {loss_error:.1e}, tensors by at most {errors[worst]:.1e}")


if __name__ == "__main__":
    {"prepare": prepare, "logits": compare_logits, "start": start, "repeat": repeat}[sys.argv[1]](pathlib.Path(sys.argv[2]).absolute())
