"""results.md: a table a part, from the CSV files alone."""
import statistics

import problems
from rows import Rows

NOTE = "Seconds are medians, quartiles in brackets; ratios are medians over rounds of what was measured in the same round."


def write(results):
    """Writes results.md beside the folder of CSV files, from whatever parts it holds."""
    lines = ["# What the benchmarks measured", "", f"Made by `benchmarks/run` from the files in `{results.name}/`. {NOTE}"]
    for part, tables in (("training-*", training), ("statistics", statistics_of_a_pass), ("ufm", descents), ("startup", startup), ("watch", watch)):
        files = [Rows.read(path) for path in sorted(results.glob(f"{part}.csv"))]
        if files:
            lines += tables(Rows(rows=[row for file in files for row in file.rows]))
            origins = dict.fromkeys("; ".join(f"{key}: {value}" for key, value in file.origin) for file in files)
            lines += ["", *(f"- Measured with: {origin}." for origin in origins)]
    target = results.parent / f"{results.name}.md"
    target.write_text("\n".join(lines) + "\n")
    return target


def seconds(values):
    """The median with its quartiles, in the unit that suits it."""
    values = sorted(values.values())
    middle = statistics.median(values)
    low, _, high = statistics.quantiles(values, n=4, method="inclusive") if len(values) > 1 else (middle, middle, middle)
    scale, unit = (1e6, "µs") if middle < 1e-3 else (1e3, "ms") if middle < 1 else (1, "s")
    return f"{middle * scale:.3g} {unit} [{low * scale:.3g}–{high * scale:.3g}]"


def megabytes(values):
    return f"{max(values.values()) / 2**20:,.0f} MiB"


def verdict(ratio, target):
    return f"{ratio:.2f} | ≤ {target} | {'met' if ratio <= target else '**not met**'}"


def table(title, header, body):
    return ["", f"## {title}", "", "| " + " | ".join(header) + " |", "|" + " --- |" * len(header)] + ["| " + " | ".join(row) + " |" for row in body]


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
        ratio = rows.ratio(subject, ("ours", "step"), (best, "step"))
        for side in rows.sides(subject, "step"):
            last = verdict(ratio, problems.NETWORKS[subject].targets["step"]) if side == "ours" else " |  | "
            body.append([subject, side + (" (best)" if side == best else ""), seconds(rows.values(subject, side, "step")),
                         f"{rows.ratio(subject, (side, 'step'), (best, 'step')):.2f}", *last.split(" | ")[1:]])
    header = ["network", "side", "step", "to PyTorch's best", "target", ""]
    return table("One training step", header, body) if body else []


def epochs(rows):
    body = []
    for subject in rows.subjects():
        if not rows.sides(subject, "epoch"):
            continue
        ours = seconds(rows.values(subject, "ours", "epoch"))
        stock = seconds(rows.values(subject, "dl4j", "epoch"))
        for way in ("epoch-two-passes", "epoch-in-memory"):
            side = rows.sides(subject, way)[0]
            ratio = rows.ratio(subject, ("ours", "epoch"), (side, way))
            body.append([subject, ours, stock, way.removeprefix("epoch-").replace("-", " "), f"{seconds(rows.values(subject, side, way))}, {side}",
                         *verdict(ratio, problems.NETWORKS[subject].targets[way]).split(" | ")])
    header = ["network", "ours", "stock Deeplearning4j", "PyTorch's way", "PyTorch", "ours to PyTorch's", "target", ""]
    title = "One epoch with its measurement"
    samples = ", ".join(f"{name} {network.usual_samples:,}" for name, network in problems.NETWORKS.items())
    return table(title, header, body) + ["", f"Samples of an epoch, unless the command says otherwise: {samples}. All sides grow with them alike."] if body else []


def measurements(rows):
    """Capture and metrics against what they may cost."""
    body = []
    for subject in rows.subjects():
        if not rows.sides(subject, "forward"):
            continue
        taken, forward, update = (rows.values(subject, "ours", quantity)
                                  for quantity in ("epoch-measurement", "forward", "rank-update-at-dgemm-speed"))
        ratio = statistics.median(taken[i] / (1.05 * (forward[i] + update[i])) for i in taken)
        body.append([subject, seconds(taken), seconds(forward), seconds(update), *verdict(ratio, 1).split(" | ")])
    header = ["network", "capture and metrics", "a forward pass", "N·d² at dgemm speed", "to (both + 5 %)", "target", ""]
    return table("What measuring costs", header, body) if body else []


def memory(rows):
    body = []
    for subject in rows.subjects():
        for quantity in ("step", "epoch"):
            ours = rows.values(subject, "ours", "peak-memory-" + quantity)
            if not ours:
                continue
            kinds = ("step",) if quantity == "step" else ("epoch-two-passes", "epoch-in-memory")
            theirs = {f"{side}, {kind}": rows.values(subject, side, "peak-memory-" + kind)
                      for kind in kinds for side in rows.sides(subject, "peak-memory-" + kind) if side.startswith("torch")}
            least = min(theirs, key=lambda key: max(theirs[key].values()))
            body.append([subject, quantity, megabytes(ours), megabytes(rows.values(subject, "dl4j", "peak-memory-" + quantity)),
                         f"{megabytes(theirs[least])} ({least})", *verdict(max(ours.values()) / max(theirs[least].values()), 1).split(" | ")])
    header = ["network", "after", "ours", "stock Deeplearning4j", "PyTorch's least", "ours to PyTorch's", "target", ""]
    return table("Peak resident memory", header, body) if body else []


def statistics_of_a_pass(rows):
    body = []
    for subject in rows.subjects():
        ratio = rows.ratio(subject, ("ours", "moments"), ("ours", "rank-update"))
        body.append([subject, *(seconds(rows.values(subject, "ours", quantity)) for quantity in ("moments", "rank-update", "read")),
                     *verdict(ratio, 2).split(" | "),
                     *(seconds(rows.values(subject, "ours", quantity)) for quantity in ("all-of-a-pass", "metrics")),
                     megabytes(rows.values(subject, "ours", "peak-memory-statistics"))])
    header = ["features", "class moments", "N·d² at dgemm speed", "reading them once at copying speed", "to dgemm", "target", "",
              "with head scores, spool and margins", "every metric from them", "peak memory"]
    return table("Statistics in one pass", header, body)


def descents(rows):
    body = []
    for subject in rows.subjects():
        sides = rows.sides(subject, "descent")
        best = min(sides[1:], key=lambda side: rows.median(subject, side, "descent"))
        body.append([subject, *(f"{seconds(rows.values(subject, side, 'descent'))}, {megabytes(rows.values(subject, side, 'peak-memory-descent'))}"
                                for side in sides), f"{rows.ratio(subject, ('ours', 'descent'), (best, 'descent')):.2f}"])
    return table("Gradient descent on unconstrained features: 30,000 steps, K=4, d=20, n=50", ["model", *sides, "ours to the faster of both"], body)


def startup(rows):
    body = [[subject, *(seconds(rows.values(subject, side, "start-up")) for side in ("ours", "torch")),
             f"{rows.ratio(subject, ('ours', 'start-up'), ('torch', 'start-up')):.2f}"] for subject in rows.subjects()]
    return table("Start-up", ["", "ours", "PyTorch (`import torch`; with a first step)", "ratio"], body)


def watch(rows):
    body = [[subject, *(seconds(rows.values(subject, side, "run")) for side in ("alone", "watched")),
             f"{rows.ratio(subject, ('watched', 'run'), ('alone', 'run')):.3f}",
             f"{100 * rows.median(subject, 'watched', 'processor-share'):.1f} %"] for subject in rows.subjects()]
    return table("Being watched", ["run", "alone", "watched, asked every 2 s", "ratio", "the watcher's share of one core, its start included"], body)
