"""Gradient descent on unconstrained features models: ncollapse, and the same loop in numpy and in PyTorch."""
import math
import tempfile

import environment
from workers import Worker

MODELS = ["plain", "extended-linear", "extended-relu"]
ITERATIONS = 30_000


def run(rounds, rows):
    for model in MODELS:
        print(f"gradient descent on the {model} model", flush=True)
        with tempfile.TemporaryDirectory(prefix="ncollapse-benchmark-") as folder:
            ncollapse = Worker("ncollapse", environment.java(["gradient-descent", model, folder]))
            ncollapse.ask("export")
            workers = [ncollapse] + [Worker(library, environment.pytorch(["gradient-descent", model, folder, library])) for library in ("numpy", "torch")]
            # Long enough for the JIT compiler, short enough that rounding errors have not grown.
            reached = {worker.side: worker.ask("iterate", 3000)["objective"] for worker in workers}
            for side, objective in reached.items():
                if not math.isclose(objective, reached["ncollapse"], rel_tol=1e-8):
                    raise SystemExit(f"{model}: the objective after 3000 steps is {reached['ncollapse']} in ncollapse, {objective} in {side}")
            for number in range(rounds):
                for worker in workers:
                    rows.add(model, worker.side, "gradient-descent", number, worker.ask("iterate", ITERATIONS)["seconds"])
            for worker in workers:
                rows.add(model, worker.side, "peak-memory-gradient-descent", 0, worker.peak_memory())
                worker.close()
