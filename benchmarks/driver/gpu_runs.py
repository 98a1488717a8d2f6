"""Part 2 of benchmarks/gpu: whole runs to zero training error, killed and resumed, repeated, and compared with the CPU's."""
import csv
import json
import re
import subprocess
import time
import zipfile

import environment
from deadline import OutOfTime

COLUMNS = ["run", "quantity", "epoch", "value", "bound", "passed"]
# In the last epochs of an experiment file the rate has fallen to almost zero; the first ones are what matters here.
SHORT = {"mnist-mlp": ["training.epochs=30"], "mnist-resnet18": ["training.epochs=40"]}
SMALL = ["dataset={name: digits, samplesPerClass: 10}", "network.widths=[16, 8]", "training.batchSize=32"]
SMALL_SHORT = ["training.epochs=4"]
COMMON = ["ufm=[]", "capture.saveFeatures=[]"]
# Batch normalization makes the trajectory of a network sensitive to rounding.
OBJECTIVE_BOUNDS = {"mnist-mlp": {0: 1e-5, 1: 1e-2, 2: 3e-2}, "mnist-resnet18": {0: 1e-4, 1: 0.1, 2: 0.2}}
CPU_EPOCHS = 2
# Of the time that is left, for each of the runs to zero error.
FULL_RUN_FRACTION = 0.4


class Process:
    """`ncollapse run` or `resume` in the background, in a home of its own."""

    def __init__(self, java, home, name, arguments):
        self.home, self.name = home, name
        self.folder = home / "notebooks-export" / name
        self.log = home / "log.txt"
        home.mkdir(parents=True, exist_ok=True)
        command, variables = java.ncollapse(*arguments, "--home", home)
        with open(self.log, "a") as log:
            self.process = subprocess.Popen(command, env=variables, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def epochs(self):
        """The number of completed epochs in epochs.csv."""
        try:
            return max(0, len((self.folder / "epochs.csv").read_text().splitlines()) - 2)
        except FileNotFoundError:
            return 0

    def wait(self, deadline):
        try:
            status = self.process.wait(max(0.0, deadline.left()))
        except subprocess.TimeoutExpired:
            self.kill()
            raise OutOfTime(f"{self.home.name} had {self.epochs()} epochs when its time was used up") from None
        if status:
            raise RuntimeError(f"{self.home.name} ended with {status}: {self.log.read_text()[-1500:]}")

    def wait_for_epochs(self, count, deadline):
        """Whether the run has so many epochs before it ends."""
        while self.process.poll() is None and self.epochs() < count:
            deadline.check(f"{self.home.name} had {self.epochs()} epochs when its time was used up")
            time.sleep(0.002)
        return self.process.poll() is None

    def kill(self):
        self.process.kill()
        self.process.wait()


def settings(values):
    return [word for value in values for word in ("--set", value)]


def outputs(home, name):
    """Tables, samples, parameters and training state of a run, without times."""
    found = {}
    for path in sorted((home / "notebooks-export" / name).rglob("*")):
        if path.suffix in (".csv", ".npz"):
            text = path.read_bytes()
            found[path.name] = re.sub(rb"(?m),[^,\n]*$", b"", text) if path.name == "epochs.csv" else text
    for path in sorted((home / "checkpoints" / name).glob("*.npz")):
        with zipfile.ZipFile(path) as arrays:
            found |= {f"{path.name}/{entry}": arrays.read(entry) for entry in arrays.namelist() if not entry.startswith("bytes/epochs")}
    return found


def objectives(home, name):
    with open(home / "notebooks-export" / name / "metrics.csv", newline="") as file:
        return {int(row["epoch"]): float(row["objective"]) for row in csv.DictReader(file)
                if row["layer"] == "penultimate" and row["split"] == "train"}


def run(java, folder, small, deadline, table):
    failed = []

    def add(name, quantity, epoch, value, bound="", passed=True):
        table.add(name, quantity, epoch, float(value), bound, passed)
        if not passed:
            failed.append(f"{name}: {quantity} {value:.3g}, epoch {epoch}, bound {bound}")

    def guarded(what, work, limit):
        """A run that fails or takes too long does not keep the others from being measured."""
        try:
            work(limit)
        except (OutOfTime, RuntimeError, OSError, KeyError) as problem:
            failed.append(f"{what}: {problem}")

    names = ["mnist-mlp"] if small else list(SHORT)
    on_gpu = ["compute.device=cuda:0", *COMMON, *(SMALL + ["training.epochs=10"] if small else [])]
    for name in names:
        guarded(name, lambda limit: to_zero_error(java, folder, name, on_gpu, small, limit, add), deadline.within(FULL_RUN_FRACTION * deadline.left()))
    # All at once: bytes do not depend on what else runs.
    started = {name: start(java, folder, name, SMALL + SMALL_SHORT if small else SHORT[name]) for name in names}
    try:
        for name, runs in started.items():
            guarded(f"{name}, killed", lambda limit: kill_and_resume(java, runs["killed"], runs["kill-epoch"], limit, add), deadline)
            guarded(f"{name}, repeated", lambda limit: compare_bytes(runs, name, limit, add), deadline)
            guarded(f"{name}, on the CPU", lambda limit: compare_with_cpu(runs, name, limit, add), deadline)
    finally:
        for runs in started.values():
            for side in ("killed", "once", "again", "cpu"):
                runs[side].kill()
    if failed:
        raise RuntimeError("\n  ".join(["runs failed:", *failed]))
    return f"{', '.join(names)} reached zero error; repeated and resumed runs have the same bytes"


def compare_bytes(runs, name, deadline, add):
    for side in ("once", "again"):
        runs[side].wait(deadline)
    truth = outputs(runs["once"].home, name)
    for side in ("again", "killed"):
        actual = outputs(runs[side].home, name)
        different = sorted(key for key in truth.keys() | actual.keys() if truth.get(key) != actual.get(key))
        add(name, f"files of the run '{side}' that differ from those of 'once'" + "".join(f" {key}" for key in different[:3]), "",
            len(different), 0, not different)


def to_zero_error(java, folder, name, values, small, deadline, add):
    home = folder / f"full-{name}"
    file = environment.ROOT / f"experiments/{name}.yaml"
    full = Process(java, home, name, ["run", file, *settings([*values, "training.epochsPastZeroError=1"])])
    full.wait(deadline)
    manifest = json.loads((full.folder / "manifest.json").read_text())
    progress = manifest["progress"]
    with open(full.folder / "epochs.csv", newline="") as epochs:
        rows = list(csv.DictReader(epochs))
    for row in rows[1:]:
        add(name, "seconds of an epoch's training", int(row["epoch"]), float(row["seconds"]))
    add(name, "seconds of training", "", progress["trainingSeconds"])
    add(name, "seconds of capture", "", progress["captureSeconds"])
    zero = progress.get("zeroErrorEpoch")
    add(name, "zero-error epoch", "", float("nan") if zero is None else zero, "", small or zero is not None)


def start(java, folder, name, values):
    file = environment.ROOT / f"experiments/{name}.yaml"
    values = [*COMMON, "checkpoint.everyEpochs=3", "capture.epochs.first=3", *values]
    epochs = int(re.search(r"training\.epochs=(\d+)", " ".join(values)).group(1))
    on_gpu = ["run", file, *settings(["compute.device=cuda:0", *values])]
    runs = {side: Process(java, folder / f"{side}-{name}", name, on_gpu) for side in ("killed", "once", "again")}
    runs["cpu"] = Process(java, folder / f"cpu-{name}", name, ["run", file, *settings(values)])
    return runs | {"kill-epoch": max(1, epochs // 3)}


def kill_and_resume(java, killed, epoch, deadline, add):
    in_time = killed.wait_for_epochs(epoch, deadline)
    add(killed.name, "epochs when the run was killed", "", killed.epochs(), "", in_time)
    killed.kill()
    killed.process = Process(java, killed.home, killed.name, ["resume", killed.name]).process
    killed.wait(deadline)


def compare_with_cpu(runs, name, deadline, add):
    """The CPU's run ends when it has the epochs that are compared."""
    cpu = runs["cpu"]
    if cpu.wait_for_epochs(CPU_EPOCHS + 1, deadline):
        cpu.kill()
    on_cpu, on_gpu = objectives(cpu.home, name), objectives(runs["once"].home, name)
    for epoch, bound in OBJECTIVE_BOUNDS[name].items():
        difference = abs(on_gpu[epoch] - on_cpu[epoch]) / abs(on_cpu[epoch])
        add(name, "relative difference of the objective from the CPU's", epoch, difference, bound, difference <= bound)
