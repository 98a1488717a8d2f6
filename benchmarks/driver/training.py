"""One training step and one epoch with its measurement: ours, stock Deeplearning4j's, PyTorch's."""
import math
import tempfile
from pathlib import Path

import environment
import problems
from rows import Rows
from workers import Worker

OURS, STOCK, AS_IT_COMES = "ours", "dl4j", "dl4j-as-it-comes"
# A block of steps takes about so many seconds: long beside what a switch of processes costs.
BLOCK_SECONDS = 0.7
STOCK_ROUNDS = 3
WARM_UP_STEPS = 60
WARM_UP_SECONDS = 6
# Of PyTorch's layouts, allocators and ways for OpenMP's threads to wait those that were the fastest on some machine, by whether it is an MLP.
# Brief spinning and huge pages are how ours is started.
WAYS = {True: [("contiguous", "malloc", "spinning"), ("contiguous", "malloc", "passive"), ("contiguous", "huge-pages", "briefly"),
               ("contiguous", "jemalloc", "passive")],
        False: [("channels-last", "malloc", "spinning"), ("channels-last", "jemalloc", "spinning"), ("channels-last", "huge-pages", "spinning"),
                ("contiguous", "jemalloc", "spinning")]}
METRIC_TOLERANCE = {True: 1e-3, False: 5e-3}


class Sides:
    """The workers of one network."""

    def __init__(self, network, folder):
        self.network, self.folder = network, folder
        problems.lay_out(network, folder)
        # In a process of its own: no side's memory shall hold what only the comparison needs.
        exporter = Worker(OURS, environment.java(["ours", str(folder)]))
        self.parameters = exporter.ask("export")["parameters"]
        exporter.close()
        self.ours = Worker(OURS, environment.java(["ours", str(folder)]))
        self.stock = [Worker(STOCK, environment.java(["stock", str(folder)]))]
        if network.is_mlp:
            self.stock.append(Worker(AS_IT_COMES, environment.java(["stock-as-it-comes", str(folder)], launched=False)))
        self.torch = [self.pytorch(*ways) for ways in WAYS[network.is_mlp] if "jemalloc" not in ways or environment.jemalloc()]

    def pytorch(self, layout, allocator, waiting):
        return Worker(f"torch {layout} {allocator} {waiting}", environment.pytorch(["training", str(self.folder), layout], allocator, waiting))

    def all(self):
        return [self.ours, *self.stock, *self.torch]

    def close(self):
        for worker in self.all():
            worker.close()


def check(sides):
    """That all train the same network on the same images and measure the same: parameters, the loss before and after a step, metrics."""
    ours = sides.ours.ask("check") | {"metrics": sides.ours.ask("measure")["metrics"], "parameters": sides.parameters}
    for worker in sides.stock + sides.torch:
        theirs = worker.ask("check")
        if theirs["parameters"] != ours["parameters"]:
            raise SystemExit(f"{sides.network.name}: {ours['parameters']} parameters of ours, {theirs['parameters']} of {worker.side}")
        for number, (own, other) in enumerate(zip(ours["losses"], theirs["losses"])):
            # The second loss is behind a step, and rounding grows on its way through eighteen normalisations.
            if not math.isclose(own, other, rel_tol=1e-5 if number == 0 or sides.network.is_mlp else 1e-4):
                raise SystemExit(f"{sides.network.name}: loss at step {number + 1} is {own} with ours, {other} with {worker.side}")
        for name, other in theirs.get("metrics", {}).items():
            own = ours["metrics"][name]
            # Weights in single precision, and running variances that differ by 1/n: agreement is not to the last digit.
            if not math.isclose(own, other, rel_tol=METRIC_TOLERANCE[sides.network.is_mlp], abs_tol=2e-3):
                raise SystemExit(f"{sides.network.name}: {name} is {own} with ours, {other} with {worker.side}")


def measure_steps(sides, rounds, rows):
    blocks = {}
    for worker in sides.all():
        seconds = worker.ask("steps", 3)["seconds"]
        worker.ask("steps", max(3, min(WARM_UP_STEPS, int(WARM_UP_SECONDS / seconds))))
        blocks[worker] = max(1, round(BLOCK_SECONDS / worker.ask("steps", 3)["seconds"]))
    for number in range(rounds):
        for worker in sides.all():
            if worker not in sides.stock or number < STOCK_ROUNDS:
                rows.add(sides.network.name, worker.side, "step", number, worker.ask("steps", blocks[worker])["seconds"])
    for worker in sides.all():
        rows.add(sides.network.name, worker.side, "peak-memory-step", 0, worker.peak_memory())


def measure_epochs(sides, rounds, rows):
    """In fresh processes, for their peak memory; PyTorch's in the way that was fastest."""
    name = sides.network.name
    best = min(sides.torch, key=lambda worker: rows.median(name, worker.side, "step")) if rows.sides(name, "step") else sides.torch[0]
    ways = best.side.split()[1:]
    sides.close()
    ours = Worker(OURS, environment.java(["ours", str(sides.folder)]))
    stock = Worker(STOCK, environment.java(["stock", str(sides.folder)]))
    two_passes, in_memory = sides.pytorch(*ways), sides.pytorch(*ways)
    plan = [(ours, "epoch"), (two_passes, "epoch-two-passes"), (in_memory, "epoch-in-memory"), (stock, "epoch")]
    for worker, command in plan[:3]:
        worker.ask(command)
    for number in range(rounds):
        for worker, command in plan if number < STOCK_ROUNDS else plan[:3]:
            answer = worker.ask(command)
            rows.add(name, worker.side, command, number, answer["seconds"])
            rows.add(name, worker.side, command + "-measurement", number, answer["seconds"] - answer["training"])
        rows.add(name, OURS, "forward", number, ours.ask("forward")["seconds"])
        rows.add(name, OURS, "rank-update-at-dgemm-speed", number, ours.ask("rank-update")["seconds"])
        rows.add(name, in_memory.side, "forward", number, in_memory.ask("forward")["seconds"])
    for worker, command in plan:
        rows.add(name, worker.side, "peak-memory-" + command, 0, worker.peak_memory())
        worker.close()


def run(names, parts, rounds, origin, results):
    """Writes a file a network, training-NAME.csv: a whole run takes long, and one network may be measured again."""
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
