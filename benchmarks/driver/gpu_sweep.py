"""Part 4 of benchmarks/gpu: several narrow runs at once on one GPU, in a sweep, and one after the other."""
import json
import subprocess

import environment
import gpu_environment
from deadline import OutOfTime

COLUMNS = ["subject", "side", "quantity", "round", "value"]
TARGET = 4
AT_ONCE = 8
# Runs of the comparison, one at a time.
ALONE = 2
NETWORKS = {
    "mlp-512x3": ("mnist-mlp", "network: {kind: mlp, widths: [512, 512, 512]}, training: {epochs: 60, batchSize: 128}"),
    "resnet18-w16-28x28x1": ("mnist-resnet18", "training: {epochs: 60, batchSize: 128}"),
}
SMALL = ("mnist-mlp", "network: {kind: mlp, widths: [8, 4]}, training: {epochs: 2, batchSize: 16}, dataset: {name: digits, samplesPerClass: 5}")
SMALL_AT_ONCE = 2


def run(java, folder, small, deadline, table):
    """Throughput of runs at once relative to runs one after the other, from the seconds of training in their manifests."""
    failed, ratios = [], []
    for name, (experiment, settings) in ({"smoke": SMALL} if small else NETWORKS).items():
        at_once = SMALL_AT_ONCE if small else AT_ONCE
        try:
            alone = training_seconds(java, folder, f"{name}-alone", experiment, settings, ALONE, 1, deadline)
            together = training_seconds(java, folder, f"{name}-at-once", experiment, settings, at_once, at_once, deadline)
        except (OutOfTime, RuntimeError) as problem:
            failed.append(f"{name}: {problem}")
            continue
        for side, values in (("alone", alone), (f"{at_once} at once", together)):
            for number, seconds in enumerate(values):
                table.add(name, side, "training", number, float(seconds))
        ratios.append(f"{name} {at_once * sum(alone) / len(alone) / max(together):.2f}")
    if failed:
        raise RuntimeError("\n  ".join(["sweeps failed:", *failed]))
    return "throughput of runs at once relative to one alone: " + ", ".join(ratios)


def training_seconds(java, folder, name, experiment, settings, runs, at_once, deadline):
    home = folder / f"sweep-{name}"
    home.mkdir()
    file = home / "sweep.yaml"
    file.write_text(f"name: s\nexperiment: {environment.ROOT}/experiments/{experiment}.yaml\n"
                    f"set: {{{settings}, compute: {{device: '{gpu_environment.DEVICE}', threads: 4}}, ufm: [], "
                    "capture: {taps: [penultimate], epochs: {first: 1, logSpaced: 0}}}\n"
                    f"seeds: {list(range(1, runs + 1))}\n")
    command, variables = java.ncollapse("sweep", file, "--home", home, "--runs-per-gpu", at_once)
    with open(home / "log.txt", "w") as log:
        process = subprocess.Popen(command, env=variables, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            status = process.wait(max(0.0, deadline.left()))
        except subprocess.TimeoutExpired:
            process.terminate()  # The sweep ends its runs.
            process.wait()
            raise OutOfTime(f"{name} was not done") from None
    if status:
        raise RuntimeError(f"{name} ended with {status}: {(home / 'log.txt').read_text()[-800:]}")
    manifests = [json.loads(path.read_text()) for path in sorted(home.glob("notebooks-export/s_*/manifest.json"))]
    if len(manifests) != runs:
        raise RuntimeError(f"{name} has {len(manifests)} runs, expected {runs}")
    return [manifest["progress"]["trainingSeconds"] for manifest in manifests]
