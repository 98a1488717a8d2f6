"""Gradient descent on unconstrained features models in numpy and in PyTorch. Every λ is 0.005, the step size is 0.1."""
import time
from pathlib import Path

import numpy
import torch

LAMBDA, STEP_SIZE = 0.005, 0.1


class GradientDescent:
    def __init__(self, model, folder, library):
        with numpy.load(Path(folder) / "zero-error.npz") as start:
            self.start = {name: start[name] for name in start.files}
        self.model, self.torch = model, library == "torch"

    def run(self, command, number):
        if command != "iterate":
            raise ValueError(f"unknown command: {command}")
        values = {name: torch.from_numpy(value.copy()) if self.torch else value.copy() for name, value in self.start.items()}
        samples, classes = len(self.start["H"]), self.start["W1" if self.model == "plain" else "W2"].shape[0]
        targets = numpy.repeat(numpy.eye(classes), samples // classes, axis=0)
        targets = torch.from_numpy(targets) if self.torch else targets
        started = time.perf_counter()
        with torch.inference_mode():
            values = plain(values, targets, number) if self.model == "plain" else extended(values, targets, number, self.model == "extended-relu")
            seconds = time.perf_counter() - started
            return {"seconds": seconds, "objective": objective(values, targets, self.model)}


def plain(values, targets, steps):
    w, h = values["W1"], values["H"]
    shrinkage, step = 1 - STEP_SIZE * LAMBDA, STEP_SIZE / len(h)
    for _ in range(steps):
        residual = h @ w.T
        residual -= targets
        residual *= step
        gradient = residual.T @ h
        h *= shrinkage
        h -= residual @ w
        w *= shrinkage
        w -= gradient
    return {"W1": w, "H": h}


def extended(values, targets, steps, relu):
    w2, w1, h = values["W2"], values["W1"], values["H"]
    shrinkage, step = 1 - STEP_SIZE * LAMBDA, STEP_SIZE / len(h)
    for _ in range(steps):
        h2 = h @ w1.T
        if relu:
            h2 = h2.clip(min=0)
        residual = h2 @ w2.T
        residual -= targets
        residual *= step
        signal = residual @ w2
        if relu:
            signal *= h2 > 0
        gradient2, gradient1 = residual.T @ h2, signal.T @ h
        h *= shrinkage
        h -= signal @ w1
        w2 *= shrinkage
        w2 -= gradient2
        w1 *= shrinkage
        w1 -= gradient1
    return {"W2": w2, "W1": w1, "H": h}


def objective(values, targets, model):
    features = values["H"]
    if model != "plain":
        features = features @ values["W1"].T
        features = features.clip(min=0) if model == "extended-relu" else features
    residual = features @ values["W1" if model == "plain" else "W2"].T - targets
    return float((residual ** 2).sum() / (2 * len(targets)) + LAMBDA / 2 * sum((value ** 2).sum() for value in values.values()))
