"""Statistics of one pass over features, compared with the limits of this machine's memory and BLAS."""
import tempfile

import environment
from workers import Worker

SIZES = [(60_000, 512, 10), (100_000, 2048, 1000)]
QUANTITIES = ["moments", "rank-update", "read", "full-pass", "metrics"]


def run(rounds, rows):
    for samples, width, classes in SIZES:
        subject = f"N={samples:,} d={width:,} K={classes:,}"
        print(f"statistics: {subject}", flush=True)
        with tempfile.TemporaryDirectory(prefix="ncollapse-benchmark-") as folder:
            worker = Worker("ncollapse", environment.java(["statistics", str(samples), str(width), str(classes), folder]))
            for quantity in QUANTITIES:
                worker.ask(quantity)
            for number in range(rounds):
                for quantity in QUANTITIES:
                    rows.add(subject, "ncollapse", quantity, number, worker.ask(quantity)["seconds"])
            rows.add(subject, "ncollapse", "peak-memory-statistics", 0, worker.peak_memory())
            worker.close()
