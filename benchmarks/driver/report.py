"""Makes results.md from the CSV files: one or more tables for each part."""
import statistics

import gpu_report
import problems
from rows import Rows
from tables import seconds, table, verdict

METHODS = ("epoch-two-passes", "epoch-in-memory")
NOTE = "Times are medians with quartiles in brackets. A ratio is the median over rounds of the ratio within a round."


def write(results):
    """Writes results.md next to the folder of CSV files, for the processors and parts found there."""
    lines = ["# Benchmark results", "", f"Made by `benchmarks/run` and `benchmarks/gpu` from the files in `{results.name}/`. {NOTE}"]
    processors = {folder: read(folder) for folder in sorted(results.iterdir()) if folder.is_dir()}
    lines += summary({folder: parts["training-*"] for folder, parts in processors.items() if "training-*" in parts})
    for folder, parts in processors.items():
        lines += ["", f"## {machine(parts)}"]
        for part, files in parts.items():
            lines += PARTS[part](merged(files))
            origins = dict.fromkeys("; ".join(f"{key}: {value}" for key, value in file.origin if key != "machine") for file in files)
            lines += ["", *(f"- Measured with: {origin}." for origin in origins)]
    lines += gpu_report.lines(results)
    target = results.parent / f"{results.name}.md"
    target.write_text("\n".join(lines) + "\n")
    return target


def read(folder):
    """The files of one processor, by part."""
    parts = {part: [Rows.read(path) for path in sorted(folder.glob(f"{part}.csv"))] for part in PARTS}
    return {part: files for part, files in parts.items() if files}


def merged(files):
    return Rows(rows=[row for file in files for row in file.rows])


def machine(parts):
    return dict(next(iter(parts.values()))[0].origin)["machine"]


def summary(processors):
    """ncollapse's time for a step and for an epoch with its metrics, divided by PyTorch's, for each processor."""
    body = []
    for folder, files in processors.items():
        rows = merged(files)
        for subject in rows.subjects():
            pairs = [("step", torch_best(rows, subject, "step"), "step")] if rows.sides(subject, "step") else [None]
            pairs += [("epoch", rows.sides(subject, method)[0], method) if rows.sides(subject, method) else None for method in METHODS]
            ratios = [pair and rows.ratio(subject, ("ncollapse", pair[0]), pair[1:]) for pair in pairs]
            body.append([subject, machine({"training-*": files}), *("" if ratio is None else f"{ratio:.2f}" for ratio in ratios)])
    header = ["network", "processor", "step", "epoch, PyTorch in two passes", "epoch, PyTorch with features in memory"]
    return table("Time divided by PyTorch's best", header, sorted(body)) if body else []


def section(title, header, body):
    return table(title, header, body, level=3)


def megabytes(values):
    return f"{max(values.values()) / 2**20:,.0f} MiB"


def training(rows):
    return steps(rows) + epochs(rows) + measurements(rows) + memory(rows)


def torch_best(rows, subject, quantity):
    sides = [side for side in rows.sides(subject, quantity) if side.startswith("torch")]
    return min(sides, key=lambda side: rows.median(subject, side, quantity))


def steps(rows):
    body = []
    for subject in rows.subjects():
        if not rows.sides(subject, "step"):
            continue
        best = torch_best(rows, subject, "step")
        ratio = rows.ratio(subject, ("ncollapse", "step"), (best, "step"))
        for side in rows.sides(subject, "step"):
            last = verdict(ratio, problems.NETWORKS[subject].targets["step"]) if side == "ncollapse" else " |  | "
            body.append([subject, side + (" (best)" if side == best else ""), seconds(rows.values(subject, side, "step")),
                         f"{rows.ratio(subject, (side, 'step'), (best, 'step')):.2f}", *last.split(" | ")[1:]])
    header = ["network", "side", "step", "relative to the best of PyTorch", "target", ""]
    return section("One training step", header, body) if body else []


def epochs(rows):
    body = []
    for subject in rows.subjects():
        if not rows.sides(subject, "epoch"):
            continue
        own = seconds(rows.values(subject, "ncollapse", "epoch"))
        dl4j = seconds(rows.values(subject, "dl4j", "epoch"))
        for method in METHODS:
            side = rows.sides(subject, method)[0]
            ratio = rows.ratio(subject, ("ncollapse", "epoch"), (side, method))
            body.append([subject, own, dl4j, method.removeprefix("epoch-").replace("-", " "), f"{seconds(rows.values(subject, side, method))}, {side}",
                         *verdict(ratio, problems.NETWORKS[subject].targets[method]).split(" | ")])
    header = ["network", "ncollapse", "Deeplearning4j", "PyTorch's method", "PyTorch", "ncollapse / PyTorch", "target", ""]
    title = "One epoch with its metrics"
    samples = ", ".join(f"{name} {network.default_samples:,}" for name, network in problems.NETWORKS.items())
    return section(title, header, body) + ["", f"Samples per epoch, unless the command states another number: {samples}."] if body else []


def measurements(rows):
    """The cost of capture and metrics, compared with its limit."""
    body = []
    for subject in rows.subjects():
        if not rows.sides(subject, "forward"):
            continue
        measured, forward, update = (rows.values(subject, "ncollapse", quantity)
                                  for quantity in ("epoch-measurement", "forward", "rank-update-at-dgemm-speed"))
        ratio = statistics.median(measured[i] / (1.05 * (forward[i] + update[i])) for i in measured)
        body.append([subject, seconds(measured), seconds(forward), seconds(update), *verdict(ratio, problems.NETWORKS[subject].targets["measurement"]).split(" | ")])
    header = ["network", "capture and metrics", "forward pass", "N·d² at dgemm speed", "relative to 1.05 × (both)", "target", ""]
    return section("Cost of capture and metrics", header, body) if body else []


def memory(rows):
    body = []
    for subject in rows.subjects():
        for quantity in ("step", "epoch"):
            own = rows.values(subject, "ncollapse", "peak-memory-" + quantity)
            if not own:
                continue
            kinds = ("step",) if quantity == "step" else ("epoch-two-passes", "epoch-in-memory")
            torch = {f"{side}, {kind}": rows.values(subject, side, "peak-memory-" + kind)
                      for kind in kinds for side in rows.sides(subject, "peak-memory-" + kind) if side.startswith("torch")}
            smallest = min(torch, key=lambda key: max(torch[key].values()))
            body.append([subject, quantity, megabytes(own), megabytes(rows.values(subject, "dl4j", "peak-memory-" + quantity)),
                         f"{megabytes(torch[smallest])} ({smallest})", *verdict(max(own.values()) / max(torch[smallest].values()), 1).split(" | ")])
    header = ["network", "after", "ncollapse", "Deeplearning4j", "PyTorch's smallest", "ncollapse / PyTorch", "target", ""]
    return section("Peak resident memory", header, body) if body else []


def feature_statistics(rows):
    body = []
    for subject in rows.subjects():
        ratio = rows.ratio(subject, ("ncollapse", "moments"), ("ncollapse", "rank-update"))
        body.append([subject, *(seconds(rows.values(subject, "ncollapse", quantity)) for quantity in ("moments", "rank-update", "read")),
                     *verdict(ratio, 2).split(" | "),
                     *(seconds(rows.values(subject, "ncollapse", quantity)) for quantity in ("full-pass", "metrics")),
                     megabytes(rows.values(subject, "ncollapse", "peak-memory-statistics"))])
    header = ["features", "class moments", "N·d² at dgemm speed", "reading them once at copy speed", "relative to dgemm", "target", "",
              "full pass: with head scores, feature buffer and margins", "all metrics", "peak memory"]
    return section("Statistics in one pass", header, body)


def gradient_descent(rows):
    body = []
    for subject in rows.subjects():
        sides = rows.sides(subject, "gradient-descent")
        best = min(sides[1:], key=lambda side: rows.median(subject, side, "gradient-descent"))
        body.append([subject, *(f"{seconds(rows.values(subject, side, 'gradient-descent'))}, {megabytes(rows.values(subject, side, 'peak-memory-gradient-descent'))}"
                                for side in sides), f"{rows.ratio(subject, ('ncollapse', 'gradient-descent'), (best, 'gradient-descent')):.2f}"])
    return section("Gradient descent on unconstrained features: 30,000 steps, K=4, d=20, n=50", ["model", *sides, "ncollapse / faster of the others"], body)


def startup(rows):
    body = [[subject, *(seconds(rows.values(subject, side, "startup")) for side in ("ncollapse", "torch")),
             f"{rows.ratio(subject, ('ncollapse', 'startup'), ('torch', 'startup')):.2f}"] for subject in rows.subjects()]
    return section("Startup", ["", "ncollapse", "PyTorch (`import torch`; with a first step)", "ratio"], body)


def watch(rows):
    body = [[subject, *(seconds(rows.values(subject, side, "run")) for side in ("alone", "watched")),
             f"{rows.ratio(subject, ('watched', 'run'), ('alone', 'run')):.3f}",
             f"{100 * rows.median(subject, 'watched', 'cpu-fraction'):.1f} %"] for subject in rows.subjects()]
    return section("Cost of `watch`", ["run", "alone", "watched, a request every 2 s", "ratio", "watcher's fraction of one core, startup included"], body)


# The parts, in the order of results.md, by their files.
PARTS = {"training-*": training, "statistics": feature_statistics, "ufm": gradient_descent, "startup": startup, "watch": watch}
