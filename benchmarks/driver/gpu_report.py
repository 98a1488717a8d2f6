"""The tables of results.md from the files of benchmarks/gpu."""
import csv
from collections import defaultdict

import gpu_sweep
import gpu_training
from rows import Rows
from tables import seconds, table, verdict

# A step's kernels beyond these take little time each.
KERNELS_PER_STEP = 6
# A tile is worth a look if another one is faster by more than the spread of a measurement.
WORTHWHILE = 1.05


def lines(results):
    made = []
    for name, tables in (("operations", operations), ("runs", runs), ("training", training), ("sweep", sweep), ("kernels", kernels), ("tiles", tiles)):
        path = results / f"gpu-{name}.csv"
        if path.exists():
            origin, rows = read(path)
            made += tables(path, rows) + ["", "- Measured with: " + "; ".join(f"{key}: {value}" for key, value in origin) + "."]
    return made


def read(path):
    """Origin and rows of a file, as dictionaries. A run that was cut off may have left half a row."""
    with open(path, newline="") as file:
        text = file.read().splitlines()
    comments = [line[2:].split(": ", 1) for line in text if line.startswith("# ")]
    rows = list(csv.DictReader(line for line in text if not line.startswith("# ")))
    return comments, [row for row in rows if None not in row.values()]


def operations(path, rows):
    groups = defaultdict(list)
    for row in rows:
        groups[row["operation"].split(" ")[0].rstrip(","), row["kernels"].split(" ")[0], float(row["bound"])].append(row)
    body = [[operation, precision, str(len(group)), f"{max(float(row['relative_error']) for row in group):.2g}",
             f"{max(float(row['largest_error']) for row in group):.2g}", f"{bound:.0e}",
             "met" if all(row["passed"] == "True" for row in group) else "**not met**"]
            for (operation, precision, bound), group in groups.items()]
    header = ["operation", "precision", "arrays compared", "largest relative error", "largest error of an element", "bound of the relative error", ""]
    return table("GPU: operations compared with the CPU", header, body)


def runs(path, rows):
    epochs = defaultdict(dict)
    body = []
    for row in rows:
        if row["quantity"] == "seconds of an epoch's training":
            epochs[row["run"]][row["epoch"]] = float(row["value"])
        else:
            body.append([row["run"], row["quantity"], row["epoch"], f"{float(row['value']):.4g}", row["bound"],
                         "" if not row["bound"] else "met" if row["passed"] == "True" else "**not met**"])
    # The first epoch captures the graphs.
    body += [[name, "seconds of an epoch's training, median", "", seconds(dict(list(values.items())[1:]) or values), "", ""] for name, values in epochs.items()]
    return table("GPU: runs to zero training error", ["run", "quantity", "epoch", "value", "bound", ""], body)


def training(path, rows):
    measured = Rows(rows=[(row["subject"], row["side"], row["quantity"], int(row["round"]), float(row["value"])) for row in rows])
    body, epochs = [], []
    for subject in measured.subjects():
        kind = next((kind for kind in ("w16", "w64") if kind in subject), "mlp")
        for precision in gpu_training.PRECISIONS:
            own = f"ncollapse/{precision}"
            others = [side for side in measured.sides(subject, "step") if side != own and side.endswith("/" + precision)]
            if own not in measured.sides(subject, "step") or not others:
                continue
            best = min(others, key=lambda side: measured.median(subject, side, "step"))
            of_eager, of_best = gpu_training.TARGETS[kind][precision]
            body.append([subject, own, seconds(measured.values(subject, own, "step")), "", "", ""])
            for side in others:
                ratio = measured.ratio(subject, (own, "step"), (side, "step"))
                target = of_eager if side == f"torch eager/{precision}" else of_best if side == best else None
                body.append([subject, side + (" (best)" if side == best else ""), seconds(measured.values(subject, side, "step")),
                             *(verdict(ratio, target).split(" | ") if target else [f"{ratio:.2f}", "", ""])])
            for side in measured.sides(subject, "epoch"):
                if side != own and side.endswith("/" + precision):
                    epochs.append([subject, precision, seconds(measured.values(subject, own, "epoch")), f"{seconds(measured.values(subject, side, 'epoch'))}, {side}",
                                   *verdict(measured.ratio(subject, (own, "epoch"), (side, "epoch")), gpu_training.EPOCH_TARGET).split(" | ")])
    made = table("GPU: one training step", ["network", "side", "step", "ncollapse / side", "target", ""], body) if body else []
    header = ["network", "precision of steps", "ncollapse", "PyTorch", "ncollapse / PyTorch", "target", ""]
    return made + (table("GPU: one epoch with its metrics", header, epochs) if epochs else [])


def sweep(path, rows):
    measured = Rows(rows=[(row["subject"], row["side"], row["quantity"], int(row["round"]), float(row["value"])) for row in rows])
    body = []
    for subject in measured.subjects():
        alone = measured.values(subject, "alone", "training")
        for side in measured.sides(subject, "training"):
            if side != "alone":
                together = measured.values(subject, side, "training")
                ratio = len(together) * sum(alone.values()) / len(alone) / max(together.values())
                body.append([subject, side, seconds(alone), seconds(together), f"{ratio:.2f}", f"≥ {gpu_sweep.TARGET}",
                             "met" if ratio >= gpu_sweep.TARGET else "**not met**"])
    header = ["network", "runs", "training of one alone", "training of each", "throughput relative to one alone", "target", ""]
    return table("GPU: several runs at once", header, body)


def kernels(path, rows):
    steps = defaultdict(list)
    for row in rows:
        steps[row["network"], row["precision"]].append(row)
    body = []
    for (network, precision), group in steps.items():
        total = sum(spent(row) for row in group)
        floor = sum(int(row["launches"]) * float(row["floor_seconds"]) for row in group)
        body.append([network, precision, "all", "", str(sum(int(row["launches"]) for row in group)), microseconds(total), f"{total / floor:.1f}", ""])
        for row in sorted(group, key=spent, reverse=True)[:KERNELS_PER_STEP]:
            body.append([network, precision, row["kernel"], row["shape"], row["launches"], microseconds(spent(row)),
                         f"{float(row['seconds']) / float(row['floor_seconds']):.1f}", row["bound"]])
    header = ["network", "precision", "kernel", "shape", "launches in a step", "µs of a step", "relative to the floor", "the floor is set by"]
    return table("GPU: kernels of a training step", header, body)


def spent(row):
    return int(row["launches"]) * float(row["seconds"])


def microseconds(value):
    return f"{value * 1e6:.1f}"


def tiles(path, rows):
    groups = defaultdict(list)
    for row in rows:
        groups[row["network"], row["precision"], row["kernel"], row["shape"].split(",")[0]].append(row)
    body = []
    for (network, precision, kernel, shape), group in groups.items():
        selected = next((row for row in group if row["selected"] == "True"), None)
        fastest = min(group, key=lambda row: float(row["seconds"]))
        if selected and float(selected["seconds"]) > WORTHWHILE * float(fastest["seconds"]):
            body.append([network, precision, kernel, shape, f"{selected['tile']}, {microseconds(float(selected['seconds']))} µs",
                         f"{fastest['tile']}, {microseconds(float(fastest['seconds']))} µs", f"{float(selected['seconds']) / float(fastest['seconds']):.2f}"])
    header = ["network", "precision", "product", "shape", "tile that the rule selects", "fastest tile", "ratio"]
    title = f"GPU: products whose selected tile is not the fastest, by more than {WORTHWHILE - 1:.0%}, of {len(groups)}"
    return table(title, header, body)
