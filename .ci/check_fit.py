"""Checks a fit against numpy: check_fit.py FOLDER --models A B C [--describes MODEL].

If the run saved its last features (capture.saveFeatures: [last]), NumPy repeats the estimates.
"""
import argparse
import csv
import json
import math
import pathlib

import numpy

parser = argparse.ArgumentParser()
parser.add_argument("folder", type=pathlib.Path)
parser.add_argument("--models", nargs="*", default=[], help="the models that must have been fitted")
parser.add_argument("--describes", help="the model that must come first in the verdict")
options = parser.parse_args()
run = options.folder

verdict = (run / "verdict.txt").read_text().splitlines()
rows = list(csv.DictReader((run / "ufm.csv").open()))
assert {row["model"] for row in rows} == set(options.models), {row["model"] for row in rows}
if options.describes:
    assert verdict[0].startswith(options.describes + " describes how collapse proceeds"), verdict[0]
if not options.models:
    assert verdict[0].startswith("No model "), verdict
for stem in ("ufm-trajectories", "ufm-matrices", "ufm-regularization", "ufm-singular-values"):
    assert (run / "figures" / f"{stem}.png").exists() == bool(options.models), stem


def value(model, kind, quantity, layer="", column="observed"):
    """The value at the last captured epoch."""
    key = model, kind, quantity, layer
    found = [row for row in rows if (row["model"], row["kind"], row["quantity"], row["layer"]) == key]
    return float(max(found, key=lambda row: int(row["epoch"] or 0))[column])


def near(got, wanted):
    assert math.isclose(got, wanted, rel_tol=1e-6), (got, wanted)


if options.models:
    with numpy.load(run / "samples/zero-error.npz") as start:
        for tap in ("penultimate", "previous"):
            if tap in start:
                # The data set is so small that every sample is saved: their means are the means of the split.
                classes = [start[tap][start["labels"] == k] for k in range(len(start["weights"]))]
                means = numpy.stack([samples.mean(0, dtype=float) for samples in classes])
                assert numpy.allclose(means, start[tap + "_means"], rtol=1e-6, atol=1e-9), tap
manifest = json.loads((run / "manifest.json").read_text())
for model in options.models:
    last = int(max(int(row["epoch"] or 0) for row in rows))
    if not (run / f"features/epoch-{last:04d}-penultimate-train.npz").exists():
        continue
    decay = manifest["experiment"]["objective"]["weightDecay"]
    with numpy.load(run / f"features/epoch-{last:04d}-penultimate-train.npz") as saved:
        h, y, w = saved["features"].astype(float), saved["labels"], saved["weights"]
    k, n = len(w), len(h) / len(w)
    means = numpy.stack([h[y == c].mean(0) for c in range(k)])
    logits = w @ means.T
    a = numpy.trace(logits) / k
    centered = (numpy.trace(logits) - logits.sum() / k) / (k - 1)
    if model == "plain":
        penalty = decay["head"] * (w ** 2).sum() / (h ** 2).sum()
        near(value(model, "estimate", "lambda_h"), penalty)
        c = k * math.sqrt(n * decay["head"] * penalty)
        near(value(model, "estimate", "c_balance"), c)
        near(value(model, "estimate", "c_shrinkage"), 1 - centered)
        objective = c ** 2 / 2 + math.sqrt(n * decay["head"] * penalty) * k * (1 - c)
        near(value(model, "prediction", "objective", column="predicted"), objective)
        predicted = (1 - c) * math.sqrt(decay["head"] / (n * penalty)) * numpy.eye(k)
        error = numpy.linalg.norm(means @ means.T - predicted) / numpy.linalg.norm(predicted)
        near(value(model, "prediction", "class_mean_gram", "H", "relative_error"), error)
    else:
        with numpy.load(run / f"features/epoch-{last:04d}-previous-train.npz") as saved:
            previous = saved["features"].astype(float)
        with numpy.load(run / f"samples/epoch-{last:04d}.npz") as samples:
            hidden = samples["hidden_weights"].astype(float)
        penalty = decay["weights"] * (hidden ** 2).sum() / (previous ** 2).sum()
        near(value(model, "estimate", "lambda_h"), penalty)
        balance = (decay["head"] * decay["weights"] * penalty) ** (1 / 3)
        near(value(model, "estimate", "lambda_bar_balance"), balance)
        shrinkage = (a * math.sqrt(n)) ** (1 / 3) * math.sqrt(n) * (1 - a) / len(h)
        near(value(model, "estimate", "lambda_bar_shrinkage"), shrinkage)
        ratio = decay["head"] * (w ** 2).sum() / (decay["weights"] * (hidden ** 2).sum())
        near(value(model, "estimate", "weight_balance", "W2"), ratio)
        assert options.describes or value(model, "score", "rmse") > 0
    print(f"{model}: numpy finds the same estimates")
print(verdict[0])
