"""Parts of results.md: tables, times, verdicts."""
import statistics


def seconds(values):
    """The median with its quartiles, in s, ms or µs."""
    values = sorted(values.values())
    middle = statistics.median(values)
    low, _, high = statistics.quantiles(values, n=4, method="inclusive") if len(values) > 1 else (middle, middle, middle)
    scale, unit = (1e6, "µs") if middle < 1e-3 else (1e3, "ms") if middle < 1 else (1, "s")
    return f"{middle * scale:.3g} {unit} [{low * scale:.3g}–{high * scale:.3g}]"


def verdict(ratio, target):
    return f"{ratio:.2f} | ≤ {target} | {'met' if ratio <= target else '**not met**'}"


def table(title, header, body, level=2):
    return ["", f"{'#' * level} {title}", "", "| " + " | ".join(header) + " |", "|" + " --- |" * len(header)] + ["| " + " | ".join(row) + " |" for row in body]
