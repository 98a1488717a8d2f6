"""Compares a run in a file store of MLflow with the run's own files: check_mlflow.py STORE RUN_FOLDER.

Reads the store with MLflow if it is installed, otherwise with a YAML parser by the rules of MLflow's file_store.py.
"""
import csv
import json
import os
import pathlib
import sys

import yaml

store, folder = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])


def with_mlflow():
    os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"
    from mlflow import MlflowClient

    client = MlflowClient(tracking_uri=str(store))
    experiment = client.get_experiment_by_name("ncollapse").experiment_id
    [run] = client.search_runs([experiment], f"attributes.run_name = '{folder.name}'")
    metrics = {name: [(point.step, point.value) for point in client.get_metric_history(run.info.run_id, name)]
               for name in run.data.metrics}
    artifacts = {file.path for file in client.list_artifacts(run.info.run_id)}
    return run.info.status, run.data.params, run.data.tags, metrics, artifacts


def with_yaml():
    metas = [yaml.safe_load(file.read_text()) | {"folder": file.parent} for file in store.glob("*/*/meta.yaml")]
    [meta] = [meta for meta in metas if meta["run_name"] == folder.name]
    run = meta["folder"]
    assert (meta["experiment_id"], meta["run_id"]) == (run.parent.name, run.name) and meta["lifecycle_stage"] == "active"
    assert meta["artifact_uri"] == (run / "artifacts").resolve().as_uri()
    texts = {kind: {str(file.relative_to(run / kind)): file.read_text() for file in (run / kind).rglob("*") if file.is_file()}
             for kind in ("params", "tags", "metrics")}
    lines = {name: [line.split(" ") for line in text.splitlines()] for name, text in texts["metrics"].items()}
    metrics = {name: [(int(step), float(value)) for _, value, step in points] for name, points in lines.items()}
    status = {3: "FINISHED", 4: "FAILED", 5: "KILLED"}[meta["status"]]
    return status, texts["params"], texts["tags"], metrics, {file.name for file in (run / "artifacts").iterdir()}


try:
    import mlflow
    reader = f"MLflow {mlflow.__version__}"
    read = with_mlflow
except ImportError:
    reader = "PyYAML"
    read = with_yaml
status, params, tags, metrics, artifacts = read()

expected = {}
for file in ("metrics.csv", "epochs.csv"):
    for row in csv.DictReader(open(folder / file, encoding="utf-8")):
        epoch, layer, split = int(row.pop("epoch")), row.pop("layer", None), row.pop("split", None)
        for column, cell in row.items():
            if cell:
                name = f"{column}/{layer}/{split}" if layer else f"training/{column}"
                expected.setdefault(name, []).append((epoch, float(cell)))
assert metrics == expected, metrics.keys() ^ expected.keys()
manifest = json.loads((folder / "manifest.json").read_text())
assert status == manifest["status"].upper(), status
assert params["training.epochs"] == str(manifest["experiment"]["training"]["epochs"]), params
assert params["network.widths"] == json.dumps(manifest["experiment"]["network"]["widths"], separators=(",", ":")), params
assert tags["mlflow.runName"] == folder.name and tags["ncollapse.version"] == manifest["software"]["ncollapse"], tags
assert {"manifest.json", "metrics.csv", "report.html", "figures"} <= artifacts and not artifacts & {"samples", "features"}, artifacts
print(f"{sum(map(len, metrics.values()))} values in the store equal the tables', read with {reader}")
