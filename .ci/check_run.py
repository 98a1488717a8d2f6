"""Checks the files of a run: check_run.py FOLDER [--terminal] [--nc1-below X]. Fails at the first error."""
import argparse
import csv
import json
import math
import pathlib

import numpy

parser = argparse.ArgumentParser()
parser.add_argument("folder", type=pathlib.Path)
parser.add_argument("--terminal", action="store_true", help="zero training error must have been reached")
parser.add_argument("--nc1-below", type=float, default=math.inf)
options = parser.parse_args()
run = options.folder

manifest = json.loads((run / "manifest.json").read_text())
assert manifest["status"] == "finished", manifest["status"]
epochs = manifest["progress"]["epochs"]

rows = list(csv.DictReader((run / "metrics.csv").open()))
train = [row for row in rows if row["layer"] == "penultimate" and row["split"] == "train"]
assert train[0]["epoch"] == "0" and int(train[-1]["epoch"]) == epochs, "first or last epoch is not captured"
assert len(list(csv.DictReader((run / "epochs.csv").open()))) == epochs, "epochs.csv lacks epochs"
for row in train:
    assert math.isfinite(float(row["nc1"])) and float(row["loss"]) <= float(row["objective"])
if options.terminal:
    zero = manifest["progress"]["zeroErrorEpoch"]
    for row in train:
        assert (row["terminal_phase"] == "1") == (int(row["epoch"]) >= zero), "terminal phase marked wrongly"
        assert int(row["epoch"]) != zero or float(row["error"]) == 0, "zero epoch has errors"
assert float(train[-1]["nc1"]) < options.nc1_below, train[-1]["nc1"]

for stem in ("loss-error", "nc1", "nc2", "nc3", "collapse"):
    for suffix, magic in (("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF")):
        assert (run / "figures" / f"{stem}.{suffix}").read_bytes().startswith(magic), f"{stem}.{suffix}"

# A plain two-pass computation with NumPy gives the same numbers from the saved features.
for file in sorted((run / "features").glob("*-penultimate-train.npz")):
    with numpy.load(file) as saved:
        h, y, w = saved["features"].astype(float), saved["labels"], saved["weights"]
        b = saved["bias"] if "bias" in saved else 0
    row = next(r for r in train if int(r["epoch"]) == int(file.name.split("-")[1]))
    k = len(w)
    means = numpy.stack([h[y == c].mean(0) for c in range(k)])
    within = (h - means[y]).T @ (h - means[y]) / len(h)
    centered = means - means.mean(0)
    logits = h @ w.T + b
    squares = ((logits - numpy.eye(k)[y]) ** 2).sum() / 2 / len(h)
    entropy = (numpy.log(numpy.exp(logits).sum(1)) - logits[range(len(y)), y]).mean()
    expected = {
        "nc1": numpy.trace(within @ numpy.linalg.pinv(centered.T @ centered / k, rcond=1e-10, hermitian=True)) / k,
        "loss": squares if manifest["experiment"]["objective"]["loss"] == "mse" else entropy,
        "error": (logits.argmax(1) != y).mean(),
    }
    for name, value in expected.items():
        assert math.isclose(float(row[name]), value, rel_tol=1e-7, abs_tol=1e-12), (name, row[name], value)
    print(f"{file.name}: numpy finds the same nc1, loss and error")
print(f"{run}: {epochs} epochs, {len(rows)} rows, nc1 {float(train[0]['nc1']):.3g} -> {float(train[-1]['nc1']):.3g}")
