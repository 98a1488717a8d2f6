"""Part 3 of benchmarks/gpu: training steps and epochs with all metrics, ncollapse and PyTorch on the same GPU, in turn."""
import math
import threading
from concurrent.futures import ThreadPoolExecutor

import gpu_environment
import problems
from deadline import OutOfTime
from workers import Worker

PRECISIONS = ["float32", "tf32"]
# Whole batches of 128.
SAMPLES = {"mlp-512x3": 59_904, "mlp-1024x5": 59_904, "resnet18-w16-28x28x1": 12_800, "resnet18-w16-32x32x3": 12_800,
           "resnet18-w64-28x28x1": 6_400, "resnet18-w64-32x32x3": 6_400}
SMALL_SAMPLES = 768
# Modes whose compilation is short; contiguous and channels last where there are feature maps.
MODES = {True: ["eager", "graph"], False: ["eager", "eager-channels-last", "graph", "graph-channels-last"]}
# With max-autotune every product is timed with many kernels, which takes minutes: for the networks that have the most to gain.
MAX_AUTOTUNE = ["mlp-512x3", "resnet18-w16-28x28x1"]
# Many compile at once, before anything is timed.
COMPILE_THREADS = 2
WARM_UP_SECONDS = 0.15
BLOCK_SECONDS = 0.1
ROUNDS, SMALL_ROUNDS = 5, 1
EPOCH_ROUNDS = 2
# First loss, loss after a step: relative. TF32 rounds factors to 10 bits.
LOSS_TOLERANCES = {("float32", True): (1e-5, 1e-5), ("float32", False): (1e-5, 1e-4), ("tf32", True): (2e-3, 5e-3), ("tf32", False): (2e-3, 2e-2)}
# Of the float32 sides, after two steps.
METRIC_TOLERANCE = {True: 1e-3, False: 1e-2}
# Ours to PyTorch's eager steps, and to its fastest, in the precision.
TARGETS = {"mlp": {"float32": (0.12, 0.6), "tf32": (0.12, 0.6)}, "w16": {"float32": (0.2, 0.6), "tf32": (0.2, 0.6)},
           "w64": {"float32": (0.5, 0.55), "tf32": (0.6, 1.0)}}
EPOCH_TARGET = 0.5
COLUMNS = ["subject", "side", "quantity", "round", "value"]


class Preparation:
    """Problems, initial weights and compiled PyTorch networks, made in the background while parts 1 and 2 run."""

    def __init__(self, java, folder, names, small):
        self.java, self.folder, self.names, self.small = java, folder, names, small
        self.compiling = {}
        self.closed = False
        self.lock = threading.Lock()
        self.pool = ThreadPoolExecutor(len(names))
        self.jobs = {name: self.pool.submit(self.prepare, name) for name in names}

    def prepare(self, name):
        folder = self.folder / name
        folder.mkdir()
        problems.write(problems.NETWORKS[name], folder, SMALL_SAMPLES if self.small else SAMPLES[name])
        exporter = Worker("export", self.java.worker("ncollapse", folder))
        parameters = exporter.ask("export", seconds=300)["parameters"]
        exporter.close()
        layout = "" if problems.NETWORKS[name].is_mlp else "-channels-last"
        modes = [] if self.small else ["compile"] + (["max-autotune"] if name in MAX_AUTOTUNE else [])
        for precision in PRECISIONS:
            for mode in modes:
                with self.lock:
                    if self.closed:
                        return parameters
                    side = f"{mode}{layout}/{precision}"
                    worker = Worker(f"torch {side}", gpu_environment.pytorch("gpu-training", folder, compile_threads=COMPILE_THREADS))
                    worker.send(f"check:{side}")
                    self.compiling[name, side] = worker
        return parameters

    def stop_unfinished(self):
        """Ends the workers that are still compiling, so that they do not disturb the measurements. Returns what they were to do."""
        with self.lock:
            self.closed = True
        unfinished = [key for key, worker in self.compiling.items() if not worker.answers_within(0)]
        for key in unfinished:
            self.compiling.pop(key).kill()
        return [f"{name} {side}" for name, side in unfinished]

    def compiled(self, name):
        return [worker for (network, _), worker in self.compiling.items() if network == name]

    def close(self):
        with self.lock:
            self.closed = True
        for worker in self.compiling.values():
            worker.kill()
        self.pool.shutdown(wait=True)


class Side:
    """A worker, and how its commands are called."""

    def __init__(self, name, precision, worker, suffix=""):
        self.name, self.precision, self.worker, self.suffix = name, precision, worker, suffix
        self.fastest = None

    def ask(self, command, number, deadline):
        return self.worker.ask(command + self.suffix, number, deadline.left())


def run(preparation, small, deadline, table, notes):
    """Returns a summary. Networks that fail are reported at the end; the others are measured."""
    unfinished = preparation.stop_unfinished()
    if unfinished:
        notes.append("torch.compile was not done when the measurements began: " + ", ".join(unfinished))
    # All workers start at once; later only one works at a time.
    workers = {}
    for name in preparation.names:
        parameters = preparation.jobs[name].result(max(1.0, deadline.left()))
        folder = preparation.folder / name
        own = [Side("ncollapse", precision, Worker(f"ncollapse {precision}", preparation.java.training(folder, precision))) for precision in PRECISIONS]
        torch = Worker("torch", gpu_environment.pytorch("gpu-training", folder))
        workers[name] = (parameters, own, torch)
    failed = []
    for name in preparation.names:
        parameters, own, torch = workers[name]
        try:
            measure(preparation, name, parameters, own, torch, small, deadline, table, notes)
        except OutOfTime:
            raise
        except Exception as problem:
            failed.append(f"{name}: {problem}")
        finally:
            for worker in [torch, *(side.worker for side in own), *preparation.compiled(name)]:
                worker.kill()
    if failed:
        raise RuntimeError("\n  ".join(["networks failed:", *failed]))
    return f"{', '.join(preparation.names)}: losses and metrics agree with PyTorch's"


def measure(preparation, name, parameters, own, torch, small, deadline, table, notes):
    network = problems.NETWORKS[name]
    sides = list(own)
    for precision in PRECISIONS:
        sides += [Side(f"torch {mode}", precision, torch, f":{mode}/{precision}") for mode in MODES[network.is_mlp]]
        for (compiled, side), worker in preparation.compiling.items():
            if compiled == name and side.endswith("/" + precision):
                sides.append(Side(f"torch {side.split('/')[0]}", precision, worker, f":{side}"))
    sides = check(name, parameters, sides, preparation, deadline, notes)
    measure_steps(name, sides, small, deadline, table)
    measure_epochs(name, sides, small, deadline, table)


def check(name, parameters, sides, preparation, deadline, notes):
    """Checks that all sides train the same. Returns the sides of PyTorch that can be used, and ncollapse's."""
    truth, usable, own_metrics = {}, [], {}
    is_mlp = problems.NETWORKS[name].is_mlp
    for side in sides:
        try:
            answer = side.worker.receive(deadline.left()) if side.worker in preparation.compiling.values() else side.ask("check", 1, deadline)
        except RuntimeError as problem:
            if side.name == "ncollapse":
                raise
            notes.append(f"{name}, {side.name}, {side.precision}: {str(problem)[-300:]}")
            continue
        losses = answer["losses"]
        if side.name == "ncollapse":
            truth[side.precision] = losses
            if side.precision == "float32":
                own_metrics = side.ask("measure", 1, deadline)["metrics"]
        else:
            if answer["parameters"] != parameters:
                raise RuntimeError(f"{parameters} parameters in ncollapse, {answer['parameters']} in {side.name}")
            for number, tolerance in enumerate(LOSS_TOLERANCES[side.precision, is_mlp]):
                if not math.isclose(losses[number], truth[side.precision][number], rel_tol=tolerance):
                    raise RuntimeError(f"loss at step {number + 1} in {side.precision} is {truth[side.precision][number]} in ncollapse, "
                                       f"{losses[number]} in {side.name}")
            for metric, value in answer.get("metrics", {}).items():
                if side.precision == "float32" and not math.isclose(own_metrics[metric], value, rel_tol=METRIC_TOLERANCE[is_mlp], abs_tol=2e-3):
                    raise RuntimeError(f"{metric} is {own_metrics[metric]} in ncollapse, {value} in {side.name}")
        usable.append(side)
    return usable


def measure_steps(name, sides, small, deadline, table):
    blocks = {}
    for side in sides:
        # ncollapse captures a graph, and finds out how many steps take 50 ms; PyTorch loads its kernels.
        side.ask("steps", 1 if small else 10, deadline)
        seconds = side.ask("steps", 1 if small else 10, deadline)["seconds"]
        seconds = side.ask("steps", 1 if small else max(1, round(WARM_UP_SECONDS / seconds)), deadline)["seconds"]
        blocks[side] = max(1, 1 if small else round(BLOCK_SECONDS / seconds))
    for number in range(SMALL_ROUNDS if small else ROUNDS):
        for side in sides:
            seconds = side.ask("steps", blocks[side], deadline)["seconds"]
            table.add(name, f"{side.name}/{side.precision}", "step", number, seconds)
            side.fastest = min(side.fastest or seconds, seconds)


def measure_epochs(name, sides, small, deadline, table):
    """ncollapse and PyTorch's fastest side, in each precision. Features are of float32 in both."""
    for precision in PRECISIONS:
        own = next(side for side in sides if side.name == "ncollapse" and side.precision == precision)
        best = min((side for side in sides if side.name != "ncollapse" and side.precision == precision), key=lambda side: side.fastest)
        for side in (own, best):
            side.ask("epoch", 1, deadline)
        for number in range(SMALL_ROUNDS if small else EPOCH_ROUNDS):
            for side in (own, best):
                answer = side.ask("epoch", 1, deadline)
                table.add(name, f"{side.name}/{precision}", "epoch", number, answer["seconds"])
                table.add(name, f"{side.name}/{precision}", "epoch-training", number, answer["training"])
