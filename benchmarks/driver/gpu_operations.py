"""Part 1 of benchmarks/gpu: every operation, and one step of whole networks, on the GPU and on the CPU."""
from workers import Worker

COLUMNS = ["operation", "kernels", "array", "relative_error", "largest_error", "bound", "passed"]
# A small run takes every so manyth check: an emulated GPU needs minutes for all.
SMALL_STRIDE = 23


def run(java, small, deadline, table):
    """Returns a summary; raises an exception if a check has failed."""
    failed, count = [], 0
    for name in ("gpu-operations", "gpu-networks"):
        worker = Worker(name, java.worker(name, str(not small).lower()))
        size = worker.ask("size", seconds=deadline.left())["size"]
        for number in range(0, size, SMALL_STRIDE if small else 1):
            for result in worker.ask("check", number, seconds=deadline.left())["results"]:
                cells = [result[column.replace("_", "-")] for column in COLUMNS]
                table.add(*cells)
                count += 1
                if not result["passed"]:
                    failed.append(" ".join(map(str, cells[:3])) + f": {cells[3]:.2e}, bound {cells[5]:.1e}")
        worker.close()
    if failed:
        raise RuntimeError(f"{len(failed)} of {count} arrays differ from the CPU's by more than their bound:\n  " + "\n  ".join(failed[:20]))
    return f"{count} arrays agree with the CPU's"
