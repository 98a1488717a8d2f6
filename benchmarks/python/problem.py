"""The training problem, from a folder that the driver wrote: an experiment file, images, initial weights."""
import json
from pathlib import Path

import numpy
import torch


class Problem:
    """images: N×C×H×W floats, standardized by channel as in ncollapse; labels: N."""

    def __init__(self, folder):
        folder = Path(folder)
        self.experiment = json.loads((folder / "experiment.json").read_text())
        self.shape = tuple(int(extent) for extent in (folder / "shape.txt").read_text().split("x"))
        self.labels = torch.from_numpy(numpy.fromfile(folder / "labels.bin", dtype="<i4").astype(numpy.int64))
        pixels = numpy.fromfile(folder / "images.bin", dtype=numpy.uint8).reshape(len(self.labels), *self.shape)
        # From exact counts in double precision and a table of the 256 values, so that the floats equal ncollapse's.
        self.images = torch.empty(pixels.shape, dtype=torch.float32)
        for channel in range(self.shape[0]):
            counts = numpy.bincount(pixels[:, channel].ravel(), minlength=256)
            values = numpy.arange(256) / 255.0
            mean = (counts * values).sum() / counts.sum()
            deviation = numpy.sqrt((counts * (values - mean) ** 2).sum() / counts.sum())
            table = ((values - mean) / deviation).astype(numpy.float32)
            self.images[:, channel] = torch.from_numpy(table[pixels[:, channel]])
        self.classes = int(self.labels.max()) + 1
        self.is_mlp = self.experiment["network"]["kind"] == "mlp"
        self.weights = folder / "weights.npz"
        self.batch_size = self.experiment["training"]["batchSize"]
        self.learning_rate = self.experiment["optimizer"]["learningRate"]
        self.momentum = self.experiment["optimizer"]["momentum"]
        self.decay = float(self.experiment["objective"]["weightDecay"])
