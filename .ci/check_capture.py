"""Captures a small network's training, and compares the rows of `ncollapse measure` with the metrics at capture.

    check_capture.py capture FOLDER          writes FOLDER/{features,moments}/*.npz and FOLDER/metrics.json
    check_capture.py compare FOLDER EXPORT   compares EXPORT/{features,moments}/metrics.csv with each other and with these
"""
import csv
import json
import pathlib
import sys

import numpy

EMPTY = {"nc4_mismatch", "cosine_margin_p0", "cosine_margin_p5", "cosine_margin_p50"}
TOLERANCE = 1e-10


def capture(folder):
    import torch
    from torch import nn

    sys.path.insert(0, "python")
    from ncollapse_capture import Capture

    torch.manual_seed(1)
    y = torch.arange(150) % 5
    data = torch.utils.data.TensorDataset(torch.randn(5, 1, 8, 8)[y] + 0.5 * torch.randn(150, 1, 8, 8), y)
    loader = torch.utils.data.DataLoader(data, 32, shuffle=True)
    model = nn.Sequential(nn.Conv2d(1, 6, 3), nn.BatchNorm2d(6), nn.ReLU(inplace=True), nn.Flatten(),
                          nn.Linear(216, 16), nn.ReLU(), nn.Linear(16, 5))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9, weight_decay=1e-3)
    metrics = {}
    with Capture(model, "6", hidden="4", optimizer=optimizer, folder=folder) as captured:
        for epoch in range(31):
            for x, labels in loader if epoch > 0 else ():
                optimizer.zero_grad()
                nn.functional.cross_entropy(model(x), labels).backward()
                optimizer.step()
                captured.step()
            for save in ("features", "moments") if epoch in (0, 30) else ():
                captured.folder = folder / save
                metrics[epoch] = captured.epoch(loader, epoch, "train", save, metrics=True)
    assert metrics[30]["error"] == 0 and metrics[30]["nc1"] < metrics[0]["nc1"], metrics
    (folder / "metrics.json").write_text(json.dumps(metrics))
    with numpy.load(folder / "moments/epoch-0030-penultimate-train.npz") as file:
        arrays = dict(file)
    arrays["scatter"][0, 1] += arrays["scatter"].trace()
    numpy.savez(folder / "asymmetric.npz", **arrays)


def require_equal(name, actual, expected):
    actual, expected = float(actual), float(expected)
    assert abs(actual - expected) <= TOLERANCE * abs(expected), f"{name}: {actual}, not {expected}"


def compare(folder, export):
    tables = [list(csv.DictReader((export / save / "metrics.csv").open())) for save in ("features", "moments")]
    assert [len(table) for table in tables] == [4, 4]
    for features, moments in zip(*tables):
        for name, value in features.items():
            if name == "layer":
                assert moments[name] == value
            elif name in EMPTY or not value:
                assert moments[name] == "", f"{name} is filled"
            elif name != "split":
                require_equal(name, moments[name], value)
    rows = {(row["epoch"], row["layer"]): row for row in tables[1]}
    for epoch, metrics in json.loads((folder / "metrics.json").read_text()).items():
        for name, value in metrics.items():
            layer, column = name.split("/") if "/" in name else ("penultimate", name)
            require_equal(name, rows[epoch, layer][column], value)
    print(f"{len(tables[1])} rows from moments equal those from features and the metrics at capture")


if sys.argv[1] == "capture":
    folder = pathlib.Path(sys.argv[2])
    folder.mkdir()
    capture(folder)
else:
    compare(*map(pathlib.Path, sys.argv[2:4]))
