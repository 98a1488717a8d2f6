"""Checks that two runs left the same bytes: same_bytes.py ONE OTHER.

Compares every CSV and .npz file, except for the seconds in epochs.csv, which differ.
"""
import csv
import pathlib
import sys

one, other = map(pathlib.Path, sys.argv[1:])
names = sorted(p.relative_to(one) for p in one.rglob("*") if p.suffix in (".csv", ".npz"))
assert names and names == sorted(p.relative_to(other) for p in other.rglob("*") if p.suffix in (".csv", ".npz"))
for name in names:
    if name.name == "epochs.csv":
        left, right = ([{**row, "seconds": ""} for row in csv.DictReader((folder / name).open())]
                       for folder in (one, other))
        assert left == right, name
    else:
        assert (one / name).read_bytes() == (other / name).read_bytes(), name
print(f"{len(names)} files are the same in both runs")
