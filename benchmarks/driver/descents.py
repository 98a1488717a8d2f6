"""Gradient descent on the unconstrained features models: ours beside the same loop in numpy and in PyTorch."""
import math
import tempfile

import environment
from workers import Worker

MODELS = ["plain", "extended-linear", "extended-relu"]
ITERATIONS = 30_000


def run(rounds, rows):
    for model in MODELS:
        print(f"descent on the {model} model", flush=True)
        with tempfile.TemporaryDirectory(prefix="ncollapse-benchmark-") as folder:
            ours = Worker("ours", environment.java(["descent", model, folder]))
            ours.ask("export")
            workers = [ours] + [Worker(library, environment.pytorch(["descent", model, folder, library])) for library in ("numpy", "torch")]
            # Long enough for the compiler, short enough for rounding not to have taken the paths apart.
            reached = {worker.side: worker.ask("descend", 3000)["objective"] for worker in workers}
            for side, objective in reached.items():
                if not math.isclose(objective, reached["ours"], rel_tol=1e-8):
                    raise SystemExit(f"{model}: the objective after 3000 steps is {reached['ours']} with ours, {objective} with {side}")
            for number in range(rounds):
                for worker in workers:
                    rows.add(model, worker.side, "descent", number, worker.ask("descend", ITERATIONS)["seconds"])
            for worker in workers:
                rows.add(model, worker.side, "peak-memory-descent", 0, worker.peak_memory())
                worker.close()
