"""The compared networks, and a folder with everything that all sides need to train one."""
import json

import numpy

CLASSES = 10
BATCH = 128
SEED = 1

GRAY, COLOR = (1, 28, 28), (3, 32, 32)


class Network:
    """A network and its images. samples: per epoch; all costs but the metrics' d³ are proportional to it."""

    def __init__(self, name, spec, shape, samples, step_target):
        self.name, self.spec, self.shape, self.samples, self.default_samples = name, spec, shape, samples, samples
        self.targets = {"step": step_target, "epoch-two-passes": 0.6, "epoch-in-memory": 0.75, "measurement": 1.3 if self.is_mlp else 1}

    @property
    def is_mlp(self):
        return self.spec["kind"] == "mlp"


def mlp(widths):
    return {"kind": "mlp", "widths": widths}


def resnet(width):
    return {"kind": "resnet18", "width": width}


NETWORKS = {network.name: network for network in [
    Network("mlp-512x3", mlp([512] * 3), GRAY, 60_000, 0.65),
    Network("mlp-1024x5", mlp([1024] * 5), GRAY, 30_000, 0.65),
    Network("resnet18-w16-28x28x1", resnet(16), GRAY, 6_400, 0.7),
    Network("resnet18-w16-32x32x3", resnet(16), COLOR, 6_400, 0.75),
    Network("resnet18-w64-28x28x1", resnet(64), GRAY, 2_560, 0.85),
    Network("resnet18-w64-32x32x3", resnet(64), COLOR, 2_560, 0.85),
]}


def write(network, folder, samples=None):
    """Writes the experiment and its images. An image is its class's pattern plus noise: no data set is needed."""
    samples = samples or network.samples
    experiment = {
        "name": "benchmark", "seed": SEED, "dataset": {"name": "digits"}, "network": network.spec,
        "objective": {"loss": "mse", "weightDecay": 5e-4}, "optimizer": {"learningRate": 0.01, "momentum": 0.9, "milestones": []},
        "training": {"epochs": 1000, "batchSize": BATCH}, "compute": {"threads": 2},
        "capture": {"taps": ["penultimate"], "epochs": {"first": 1000, "logSpaced": 0}}, "ufm": [],
    }
    (folder / "experiment.json").write_text(json.dumps(experiment, indent=2))
    (folder / "shape.txt").write_text("x".join(map(str, network.shape)))
    random = numpy.random.default_rng(SEED)
    labels = random.integers(0, CLASSES, samples)
    patterns = random.normal(128, 40, (CLASSES, *network.shape))
    with open(folder / "images.bin", "wb") as images:
        for part in numpy.array_split(labels, max(1, samples // 5_000)):
            noisy = patterns[part] + random.normal(0, 40, (len(part), *network.shape))
            images.write(noisy.clip(0, 255).astype(numpy.uint8).tobytes())
    labels.astype("<i4").tofile(folder / "labels.bin")
