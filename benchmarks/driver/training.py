"""One training step, and one epoch with its metrics: ncollapse, Deeplearning4j, PyTorch."""
import math
import tempfile
from pathlib import Path

import environment
import problems
from rows import Rows
from workers import Worker

NCOLLAPSE, DL4J, DL4J_DEFAULT = "ncollapse", "dl4j", "dl4j-default"
# Approximate duration of one block of steps: long compared with switching processes.
BLOCK_SECONDS = 0.7
DL4J_ROUNDS = 3
WARM_UP_STEPS = 60
WARM_UP_SECONDS = 6
# Until the training error has been zero, ncollapse passes over the images once more in an epoch to find out whether it is.
WARM_UP_EPOCHS = 4
# Layout, allocator and waiting mode of OpenMP's threads for PyTorch, by is_mlp: those that were the fastest on some machine.
# ncollapse is started with huge pages and a short spin.
TORCH_CONFIGURATIONS = {True: [("contiguous", "malloc", "spinning"), ("contiguous", "malloc", "passive"), ("contiguous", "huge-pages", "short-spin"),
               ("contiguous", "jemalloc", "passive")],
        False: [("channels-last", "malloc", "spinning"), ("channels-last", "jemalloc", "spinning"), ("channels-last", "huge-pages", "spinning"),
                ("contiguous", "jemalloc", "spinning")]}
METRIC_TOLERANCE = {True: 1e-3, False: 5e-3}


class Sides:
    """The workers of one network."""

    def __init__(self, network, folder):
        self.network, self.folder = network, folder
        problems.write(network, folder)
        # In a process of its own, so that the export does not count toward the measured memory.
        exporter = Worker(NCOLLAPSE, environment.java(["ncollapse", str(folder)]))
        self.parameters = exporter.ask("export")["parameters"]
        exporter.close()
        self.ncollapse = Worker(NCOLLAPSE, environment.java(["ncollapse", str(folder)]))
        self.dl4j = [Worker(DL4J, environment.java(["dl4j", str(folder)]))]
        if network.is_mlp:
            self.dl4j.append(Worker(DL4J_DEFAULT, environment.java(["dl4j-default", str(folder)], launched=False)))
        self.torch = [self.torch_worker(*configuration) for configuration in TORCH_CONFIGURATIONS[network.is_mlp]
                      if "jemalloc" not in configuration or environment.jemalloc()]

    def torch_worker(self, layout, allocator, waiting):
        return Worker(f"torch {layout} {allocator} {waiting}", environment.pytorch(["training", str(self.folder), layout], allocator, waiting))

    def all(self):
        return [self.ncollapse, *self.dl4j, *self.torch]

    def close(self):
        for worker in self.all():
            worker.close()


def check(sides):
    """Checks that all sides train the same network on the same images: parameters, loss before and after a step, metrics."""
    own = sides.ncollapse.ask("check") | {"metrics": sides.ncollapse.ask("measure")["metrics"], "parameters": sides.parameters}
    for worker in sides.dl4j + sides.torch:
        answer = worker.ask("check")
        if answer["parameters"] != own["parameters"]:
            raise SystemExit(f"{sides.network.name}: {own['parameters']} parameters in ncollapse, {answer['parameters']} in {worker.side}")
        for number, (loss, other) in enumerate(zip(own["losses"], answer["losses"])):
            # The second loss follows a step, and rounding errors grow through eighteen normalizations.
            if not math.isclose(loss, other, rel_tol=1e-5 if number == 0 or sides.network.is_mlp else 1e-4):
                raise SystemExit(f"{sides.network.name}: loss at step {number + 1} is {loss} in ncollapse, {other} in {worker.side}")
        for name, other in answer.get("metrics", {}).items():
            value = own["metrics"][name]
            # Weights have single precision, and running variances differ by 1/n.
            if not math.isclose(value, other, rel_tol=METRIC_TOLERANCE[sides.network.is_mlp], abs_tol=2e-3):
                raise SystemExit(f"{sides.network.name}: {name} is {value} in ncollapse, {other} in {worker.side}")


def measure_steps(sides, rounds, rows):
    blocks = {}
    for worker in sides.all():
        seconds = worker.ask("steps", 3)["seconds"]
        worker.ask("steps", max(3, min(WARM_UP_STEPS, int(WARM_UP_SECONDS / seconds))))
        blocks[worker] = max(1, round(BLOCK_SECONDS / worker.ask("steps", 3)["seconds"]))
    for number in range(rounds):
        for worker in sides.all():
            if worker not in sides.dl4j or number < DL4J_ROUNDS:
                rows.add(sides.network.name, worker.side, "step", number, worker.ask("steps", blocks[worker])["seconds"])
    for worker in sides.all():
        rows.add(sides.network.name, worker.side, "peak-memory-step", 0, worker.peak_memory())


def measure_epochs(sides, rounds, rows):
    """Measures epochs in new processes, for their peak memory. PyTorch runs in its fastest configuration."""
    name = sides.network.name
    best = min(sides.torch, key=lambda worker: rows.median(name, worker.side, "step")) if rows.sides(name, "step") else sides.torch[0]
    configuration = best.side.split()[1:]
    sides.close()
    ncollapse = Worker(NCOLLAPSE, environment.java(["ncollapse", str(sides.folder)]))
    dl4j = Worker(DL4J, environment.java(["dl4j", str(sides.folder)]))
    two_passes, in_memory = sides.torch_worker(*configuration), sides.torch_worker(*configuration)
    plan = [(ncollapse, "epoch"), (two_passes, "epoch-two-passes"), (in_memory, "epoch-in-memory"), (dl4j, "epoch")]
    for worker, command in plan[:3]:
        for _ in range(WARM_UP_EPOCHS if worker is ncollapse else 1):
            worker.ask(command)
    for number in range(rounds):
        for worker, command in plan if number < DL4J_ROUNDS else plan[:3]:
            answer = worker.ask(command)
            rows.add(name, worker.side, command, number, answer["seconds"])
            rows.add(name, worker.side, command + "-measurement", number, answer["seconds"] - answer["training"])
        rows.add(name, NCOLLAPSE, "forward", number, ncollapse.ask("forward")["seconds"])
        rows.add(name, NCOLLAPSE, "rank-update-at-dgemm-speed", number, ncollapse.ask("rank-update")["seconds"])
        rows.add(name, in_memory.side, "forward", number, in_memory.ask("forward")["seconds"])
    for worker, command in plan:
        rows.add(name, worker.side, "peak-memory-" + command, 0, worker.peak_memory())
        worker.close()


def run(names, parts, rounds, origin, results):
    """Writes one file per network, training-NAME.csv, so that a single network can be measured again."""
    for name in names:
        rows = Rows(origin)
        with tempfile.TemporaryDirectory(prefix="ncollapse-benchmark-") as folder:
            print(f"{name}: checking that all sides train the same", flush=True)
            sides = Sides(problems.NETWORKS[name], Path(folder))
            check(sides)
            if "step" in parts:
                print(f"{name}: steps", flush=True)
                measure_steps(sides, rounds, rows)
            if "epoch" in parts:
                print(f"{name}: epochs of {problems.NETWORKS[name].samples:,} samples", flush=True)
                measure_epochs(sides, rounds, rows)
            else:
                sides.close()
            rows.write(results / f"training-{name}.csv")
