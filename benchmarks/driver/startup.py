"""The time from starting a process to its end: help, and a first training step of an MLP."""
import subprocess
import tempfile
import time

import environment

FIRST_STEP = """
import torch
torch.set_num_threads(2)
layers = [torch.nn.Linear(784, 512), torch.nn.ReLU(), torch.nn.Linear(512, 512), torch.nn.ReLU(), torch.nn.Linear(512, 512), torch.nn.ReLU(),
          torch.nn.Linear(512, 10, bias=False)]
network = torch.nn.Sequential(*layers)
optimizer = torch.optim.SGD(network.parameters(), 0.05, 0.9, weight_decay=5e-4)
(network(torch.zeros(128, 784)).square().sum() / 256).backward()
optimizer.step()
"""


def run(rounds, rows):
    print("startup", flush=True)
    programs = [("help", "ncollapse", environment.ncollapse(["--help"])), ("help", "torch", environment.python("import torch")),
                ("first step", "ncollapse", environment.java(["first-step"])), ("first step", "torch", environment.python(FIRST_STEP))]
    for number in range(-1, rounds):
        for subject, side, (command, variables) in programs:
            started = time.perf_counter()
            with tempfile.TemporaryFile() as errors:
                if subprocess.run(command, env=variables, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors).returncode:
                    errors.seek(0)
                    raise SystemExit(f"{subject}, {side}, failed:\n{errors.read().decode()}")
            # The first round only fills the page cache.
            if number >= 0:
                rows.add(subject, side, "startup", number, time.perf_counter() - started)
