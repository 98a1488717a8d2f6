"""Checks an export from its archive alone, as a reader gets it: check_export.py FOLDER --figures N.

Executes the notebook with Jupyter, which must draw N figures, and compiles the example with LaTeX.
"""
import argparse
import csv
import json
import pathlib
import subprocess
import sys
import tempfile
import zipfile

parser = argparse.ArgumentParser()
parser.add_argument("folder", type=pathlib.Path)
parser.add_argument("--figures", type=int, required=True)
options = parser.parse_args()
name = options.folder.name

with tempfile.TemporaryDirectory() as home:
    with zipfile.ZipFile(options.folder / f"{name}.zip") as archive:
        assert archive.testzip() is None
        archive.extractall(home)
    run = pathlib.Path(home) / name
    files = sorted(str(file.relative_to(run)) for file in run.rglob("*") if file.is_file())
    readme = (run / "README.txt").read_text()
    assert all(f"\n{file} " in readme for file in files), "README.txt does not list every file"

    explained = list(csv.DictReader((run / "columns.csv").open()))
    assert all(all(row.values()) for row in explained), "a cell of columns.csv is empty"
    for table in run.glob("*.csv"):
        columns = [row["name"] for row in explained if row["file"] == table.name]
        assert next(csv.reader(table.open())) == columns, f"columns.csv does not explain {table.name}"

    if "pytorch/network.py" in files:
        load = "import network; print(sum(parameter.numel() for parameter in network.load().parameters()))"
        result = subprocess.run([sys.executable, "-c", load], cwd=run / "pytorch", capture_output=True, text=True)
        assert result.returncode == 0, result.stderr
        parameters = json.loads((run / "manifest.json").read_text())["parameters"]
        assert int(result.stdout) == parameters, f"{result.stdout} parameters in PyTorch, {parameters} in the run"

    nbconvert = [sys.executable, "-m", "nbconvert", "--to", "notebook", "--execute", f"{name}.ipynb",
                 "--output", "executed.ipynb"]
    result = subprocess.run(nbconvert, cwd=run, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    cells = json.loads((run / "executed.ipynb").read_text())["cells"]
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    errors = [output for output in outputs if output["output_type"] == "error" or output.get("name") == "stderr"]
    assert not errors, errors
    figures = sum("image/png" in output.get("data", {}) for output in outputs)
    assert figures == options.figures, f"{figures} figures"

    for command in (["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "example"], ["bibtex", "example"]) * 2:
        result = subprocess.run(command, cwd=run, capture_output=True, text=True, errors="replace")
        assert result.returncode == 0, result.stdout
        assert "Overfull" not in result.stdout and "Warning--" not in result.stdout, result.stdout
    assert (run / "example.pdf").stat().st_size > 50_000
print(f"{name}.zip: {len(files)} files, {len(explained)} columns, {figures} figures drawn, example.tex compiled")
