"""PyTorch on a GPU: training steps one operation after another, as CUDA graphs, and compiled; epochs with all metrics."""
import contextlib
import time

import torch

import metrics
import networks
from problem import Problem

INFERENCE_BATCH = 2048
WARM_UP_STEPS = 11
DEVICE = "cuda" if torch.cuda.is_available() else "cpu"


def synchronize():
    if DEVICE == "cuda":
        torch.cuda.synchronize()


def new_tensors_on(device):
    """A context in which tensors are created on a device. Outside it, it would slow every operation of a step."""
    return torch.device(device) if DEVICE == "cuda" else contextlib.nullcontext()


def set_precision(precision):
    torch.set_float32_matmul_precision("highest" if precision == "float32" else "high")
    torch.backends.cudnn.allow_tf32 = precision == "tf32"


class Data:
    """The images in the GPU's memory, one row each, in both layouts' order; targets are one-hot rows."""

    def __init__(self, problem):
        self.problem = problem
        images = problem.images.to(DEVICE)
        self.rows = {False: images.flatten(1)}
        if not problem.is_mlp:
            self.rows[True] = images.permute(0, 2, 3, 1).flatten(1)
        self.labels = problem.labels.to(DEVICE)
        self.targets = torch.nn.functional.one_hot(self.labels, problem.classes).float()

    def batch(self, indices, channels_last):
        """A batch in the given layout, without a copy after the rows are gathered."""
        rows = self.rows[channels_last].index_select(0, indices)
        return self.as_images(rows, channels_last)

    def as_images(self, rows, channels_last):
        channels, height, width = self.problem.shape
        if channels_last:
            return rows.view(-1, height, width, channels).permute(0, 3, 1, 2)
        return rows.view(-1, channels, height, width)


class Side:
    """One way to run a training step, with a network of its own: MODE/PRECISION; MODE is eager, graph, compile or
    max-autotune, with -channels-last or without."""

    def __init__(self, data, name):
        mode, self.precision = name.split("/")
        self.data, self.problem = data, data.problem
        self.channels_last = mode.endswith("-channels-last")
        self.mode = mode.removesuffix("-channels-last")
        set_precision(self.precision)
        torch.backends.cudnn.benchmark = self.mode != "eager" or self.channels_last
        memory_format = torch.channels_last if self.channels_last else torch.contiguous_format
        self.network = networks.build(self.problem).to(DEVICE).to(memory_format=memory_format)
        self.initial = [tensor.clone() for tensor in self.network.state_dict().values()]
        fused = {"fused": True} if DEVICE == "cuda" and self.mode != "eager" else {"foreach": True}
        self.optimizer = torch.optim.SGD(self.network.parameters(), self.problem.learning_rate, self.problem.momentum,
                                         weight_decay=self.problem.decay, **fused)
        self.forward = self.network
        if self.mode in ("compile", "max-autotune") and hasattr(torch, "compile"):
            self.forward = torch.compile(self.network, mode="default" if self.mode == "compile" else "max-autotune-no-cudagraphs")
        self.indices = torch.arange(self.problem.batch_size, device=DEVICE)
        self.order = torch.arange(len(data.labels), device=DEVICE)
        self.next_batch = 0
        self.graph = self.loss = None
        if self.mode != "eager":
            self.capture()

    def eager_step(self):
        images = self.data.batch(self.indices, self.channels_last)
        targets = self.data.targets.index_select(0, self.indices)
        self.optimizer.zero_grad(set_to_none=True)
        loss = (self.forward(images) - targets).square().sum() / (2 * len(self.indices))
        loss.backward()
        self.optimizer.step()
        return loss.detach()

    def capture(self):
        """Captures a whole step. Without a GPU there are no graphs: the step then runs directly, for tests of this program."""
        if DEVICE != "cuda":
            return
        stream = torch.cuda.Stream()
        stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(stream):
            for _ in range(WARM_UP_STEPS):
                self.eager_step()
        torch.cuda.current_stream().wait_stream(stream)
        torch.cuda.synchronize()
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            self.loss = self.eager_step()
        self.graph = graph
        self.restart()

    def restart(self):
        """Back to the initial weights, in the same memory."""
        with torch.no_grad():
            for tensor, value in zip(self.network.state_dict().values(), self.initial):
                tensor.copy_(value)
            for state in self.optimizer.state.values():
                # A momentum of zero gives the same next step as none.
                state["momentum_buffer"].zero_()

    def step(self):
        if self.graph is None:
            return self.eager_step()
        self.graph.replay()
        return self.loss

    def use(self):
        if self.graph is None:
            set_precision(self.precision)
            torch.backends.cudnn.benchmark = self.channels_last

    def check(self):
        """Losses of the first batch before and after a step; metrics after another one."""
        self.use()
        self.restart()
        self.indices.copy_(self.order[: len(self.indices)])
        answer = {"losses": [float(self.step()) for _ in range(2)], "parameters": sum(p.numel() for p in self.network.parameters())}
        if self.mode == "eager":
            answer["metrics"] = self.measure(DEVICE)
        self.restart()
        return answer

    def steps(self, count):
        self.use()
        size, batches = len(self.indices), len(self.order) // len(self.indices)
        for _ in range(count):
            start = self.next_batch * size
            self.next_batch = (self.next_batch + 1) % batches
            self.indices.copy_(self.order[start:start + size])
            self.step()
        synchronize()

    def train_epoch(self):
        self.order = torch.randperm(len(self.data.labels), device=DEVICE)
        self.next_batch = 0
        self.steps(len(self.order) // len(self.indices))

    def features(self):
        """Penultimate features of all images in inference mode, in float32 products as ncollapse's."""
        set_precision("float32")
        self.network.eval()
        rows = self.data.rows[self.channels_last]
        with torch.inference_mode():
            parts = [self.network.features(self.data.as_images(part, self.channels_last)) for part in rows.split(INFERENCE_BATCH)]
        self.network.train()
        return torch.cat(parts)

    def measure(self, device):
        """All metrics from features that stay on the GPU; the K×K and d×d problems on the given device."""
        with torch.inference_mode(), new_tensors_on(DEVICE):
            features, labels, classes = self.features().double(), self.data.labels, self.problem.classes
            counts = torch.bincount(labels, minlength=classes)
            means = self.data.targets.double().T @ features / counts[:, None]
            sums = metrics.SampleSums(means, self.network.head.weight.double())
            sums.add(features, labels)
            penalty = self.problem.decay / 2 * sum(float(p.double().square().sum()) for p in self.network.parameters())
        for name, value in list(vars(sums).items()):
            if torch.is_tensor(value):
                setattr(sums, name, value.to(device))
        sums.margins = [margin.to(device) for margin in sums.margins]
        with torch.inference_mode(), new_tensors_on(device):
            return metrics.metrics(counts.to(device), sums, penalty, self.problem.decay, self.problem.learning_rate)


class GpuTraining:
    """Commands are COMMAND:SIDE. A side is prepared at its first command."""

    def __init__(self, folder):
        self.problem = Problem(folder)
        self.data = Data(self.problem)
        self.sides = {}
        self.measuring_device = {}

    def run(self, command, number):
        command, _, name = command.partition(":")
        if name not in self.sides:
            self.sides[name] = Side(self.data, name)
        side = self.sides[name]
        synchronize()
        started = time.perf_counter()
        if command == "check":
            return side.check()
        if command == "steps":
            side.steps(number)
            return {"seconds": (time.perf_counter() - started) / number}
        if command == "epoch":
            side.train_epoch()
            training = time.perf_counter() - started
            side.measure(self.faster_device(side, name))
            return {"training": training, "seconds": time.perf_counter() - started}
        raise ValueError(f"unknown command: {command}")

    def faster_device(self, side, name):
        """Where the small dense problems are solved in less time: found by measurement at the first epoch."""
        if name not in self.measuring_device:
            seconds = {}
            for device in {DEVICE, "cpu"}:
                for _ in range(2):  # The first time loads libraries.
                    started = time.perf_counter()
                    side.measure(device)
                    synchronize()
                    seconds[device] = time.perf_counter() - started
            self.measuring_device[name] = min(seconds, key=seconds.get)
        return self.measuring_device[name]
