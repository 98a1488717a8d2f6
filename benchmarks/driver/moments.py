"""Statistics of a pass over features against what this machine's memory and its BLAS could do at best."""
import tempfile

import environment
from workers import Worker

SIZES = [(60_000, 512, 10), (100_000, 2048, 1000)]
QUANTITIES = ["moments", "rank-update", "read", "all-of-a-pass", "metrics"]


def run(rounds, rows):
    for samples, width, classes in SIZES:
        subject = f"N={samples:,} d={width:,} K={classes:,}"
        print(f"statistics: {subject}", flush=True)
        with tempfile.TemporaryDirectory(prefix="ncollapse-benchmark-") as folder:
            ours = Worker("ours", environment.java(["statistics", str(samples), str(width), str(classes), folder]))
            for quantity in QUANTITIES:
                ours.ask(quantity)
            for number in range(rounds):
                for quantity in QUANTITIES:
                    rows.add(subject, "ours", quantity, number, ours.ask(quantity)["seconds"])
            rows.add(subject, "ours", "peak-memory-statistics", 0, ours.peak_memory())
            ours.close()
