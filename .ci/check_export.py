"""Checks an export as its reader gets it, from the archive alone: check_export.py FOLDER [--figures N]. Executes the notebook with Debian's Jupyter,
which must draw N figures, and sets the example with LaTeX."""
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

    said = subprocess.run([sys.executable, "-m", "nbconvert", "--to", "notebook", "--execute", f"{name}.ipynb", "--output", "executed.ipynb"],
                          cwd=run, capture_output=True, text=True)
    assert said.returncode == 0, said.stderr
    outputs = [output for cell in json.loads((run / "executed.ipynb").read_text())["cells"] for output in cell.get("outputs", [])]
    assert not [output for output in outputs if output["output_type"] == "error" or output.get("name") == "stderr"], outputs
    figures = sum("image/png" in output.get("data", {}) for output in outputs)
    assert figures == options.figures, f"{figures} figures"

    for command in (["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "example"], ["bibtex", "example"]) * 2:
        said = subprocess.run(command, cwd=run, capture_output=True, text=True, errors="replace")
        assert said.returncode == 0 and "Overfull" not in said.stdout and "Warning--" not in said.stdout, said.stdout
    assert (run / "example.pdf").stat().st_size > 50_000
print(f"{name}.zip: {len(files)} files, {len(explained)} columns, {figures} figures drawn, example.tex set")
