"""PyTorch's side: training steps, epochs, and two methods to compute an epoch's metrics."""
import time

import torch

import metrics
import networks
from problem import Problem

# As in ncollapse, by is_mlp: large batches for fast products, smaller ones for less memory of feature maps.
INFERENCE_BATCH = {True: 512, False: 128}
DOUBLE_ROWS = 4096


class Training:
    def __init__(self, folder, layout):
        self.problem = Problem(folder)
        self.memory_format = torch.channels_last if layout == "channels-last" else torch.contiguous_format
        self.images = self.problem.images.contiguous(memory_format=self.memory_format)
        self.problem.images = self.images
        self.network = self.optimizer = None
        self.restart()
        self.next_batch = 0

    def restart(self):
        """Restarts from the initial weights."""
        self.network = networks.build(self.problem).to(memory_format=self.memory_format)
        self.optimizer = torch.optim.SGD(self.network.parameters(), self.problem.learning_rate, self.problem.momentum,
                                         weight_decay=self.problem.decay, foreach=True)

    def run(self, command, number):
        started = time.perf_counter()
        if command == "check":
            first = torch.arange(self.problem.batch_size)
            losses = [float(self.step(first)) for _ in range(2)]
            measured = self.two_passes()
            self.restart()
            return {"losses": losses, "metrics": measured, "parameters": sum(p.numel() for p in self.network.parameters())}
        if command == "steps":
            for _ in range(number):
                start = self.next_batch * self.problem.batch_size
                self.next_batch = (self.next_batch + 1) % (len(self.images) // self.problem.batch_size)
                self.step(torch.arange(start, start + self.problem.batch_size))
            return {"seconds": (time.perf_counter() - started) / number}
        if command in ("epoch-two-passes", "epoch-in-memory"):
            for indices in torch.randperm(len(self.images)).split(self.problem.batch_size):
                self.step(indices)
            training = time.perf_counter() - started
            self.two_passes() if command == "epoch-two-passes" else self.in_memory()
            return {"training": training, "seconds": time.perf_counter() - started}
        if command == "forward":
            for _ in self.features():
                pass
            return {"seconds": time.perf_counter() - started}
        raise ValueError(f"unknown command: {command}")

    def step(self, indices):
        images = self.images[indices].contiguous(memory_format=self.memory_format)
        labels = self.problem.labels[indices]
        self.optimizer.zero_grad(set_to_none=True)
        residual = self.network(images) - torch.nn.functional.one_hot(labels, self.problem.classes)
        loss = residual.square().sum() / (2 * len(indices))
        loss.backward()
        self.optimizer.step()
        return loss.detach()

    def features(self):
        """Penultimate features and labels, batch by batch, in inference mode."""
        self.network.eval()
        with torch.inference_mode():
            batch = INFERENCE_BATCH[self.problem.is_mlp]
            for images, labels in zip(self.images.split(batch), self.problem.labels.split(batch)):
                yield self.network.features(images), labels
        self.network.train()

    def two_passes(self):
        """Runs the network twice: for the means, then for the covariances and other sums that need the means."""
        with torch.inference_mode():
            head, sums, counts = self.fresh_sums()
            for features, labels in self.features():
                sums.index_add_(0, labels, features.double())
                counts += torch.bincount(labels, minlength=self.problem.classes)
            samples = metrics.SampleSums(sums / counts[:, None], head)
            for features, labels in self.features():
                samples.add(features.double(), labels)
            return self.metrics(counts, samples)

    def in_memory(self):
        """Runs the network once and keeps the features in single precision."""
        with torch.inference_mode():
            head, sums, counts = self.fresh_sums()
            features_in_memory = torch.empty(len(self.images), head.shape[1])
            at = 0
            for features, labels in self.features():
                features_in_memory[at:at + len(features)] = features
                at += len(features)
            for features, labels in zip(features_in_memory.split(DOUBLE_ROWS), self.problem.labels.split(DOUBLE_ROWS)):
                sums.index_add_(0, labels, features.double())
                counts += torch.bincount(labels, minlength=self.problem.classes)
            samples = metrics.SampleSums(sums / counts[:, None], head)
            for features, labels in zip(features_in_memory.split(DOUBLE_ROWS), self.problem.labels.split(DOUBLE_ROWS)):
                samples.add(features.double(), labels)
            return self.metrics(counts, samples)

    def fresh_sums(self):
        head = self.network.head.weight.double()
        return head, torch.zeros(self.problem.classes, head.shape[1], dtype=torch.float64), torch.zeros(self.problem.classes, dtype=torch.float64)

    def metrics(self, counts, samples):
        penalty = self.problem.decay / 2 * sum(float(p.double().square().sum()) for p in self.network.parameters())
        return metrics.metrics(counts, samples, penalty, self.problem.decay, self.problem.learning_rate)
