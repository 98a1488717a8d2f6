"""Compares networks of ncollapse with their export for PyTorch.

    check_pytorch.py prepare FOLDER     writes FOLDER/images/ and an experiment file for each network
    check_pytorch.py logits FOLDER      compares the exported networks with the features that the runs saved
"""
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
CLASSES, SAMPLES, HEIGHT, WIDTH = 3, 12, 9, 12
TOLERANCE = 1e-5


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
        (folder / f"{name}.yaml").write_text(f"""
name: {name}
dataset: {{name: patterns, folder: {folder / "images"}}}
network: {network}
objective: {{loss: cross-entropy}}
training: {{epochs: 2, batchSize: 8}}
capture: {{epochs: {{first: 0, logSpaced: 0}}, saveFeatures: [last]}}
ufm: []
""")


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


if __name__ == "__main__":
    {"prepare": prepare, "logits": compare_logits}[sys.argv[1]](pathlib.Path(sys.argv[2]).absolute())
