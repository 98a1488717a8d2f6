"""Commands of the sides of benchmarks/gpu, on a machine that may have no more than Python, CUDA and a Java with the built classes."""
import os
import platform
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path

import environment
from workers import Worker

# Settings for ncollapse's sides on the CPU would change PyTorch's precision or its threads.
PYTHON_ENVIRONMENT = {name: value for name, value in environment.CLEAN.items() if name != "NVIDIA_TF32_OVERRIDE"}
DEVICE = "cuda:0"
CORES = os.cpu_count()


class Java:
    """How to start Java: by a command that knows the class path, or, without one, with the classes in target/."""

    def __init__(self, command):
        self.command = shlex.split(command) if command else None

    def worker(self, *arguments):
        arguments = [str(argument) for argument in arguments]
        if self.command:
            return [*self.command, "org.ncollapse.benchmarks.Worker", *arguments], environment.CLEAN
        return environment.java(arguments)

    def ncollapse(self, *arguments):
        arguments = [str(argument) for argument in arguments]
        if self.command:
            return [*self.command, "org.ncollapse.cli.Main", *arguments], environment.CLEAN
        return environment.ncollapse(arguments)

    def training(self, folder, precision):
        """A worker that trains a problem on the GPU."""
        settings = [f"compute.device={DEVICE}", f"compute.precision={precision}", f"compute.threads={CORES}"]
        return self.worker("ncollapse", folder, *settings)

    def version(self):
        command = self.command or ["java"]
        return first_line([*command, "-version"])


def pytorch(*arguments, compile_threads=None):
    """Command and environment of a worker that trains with PyTorch on the GPU."""
    variables = PYTHON_ENVIRONMENT | {"PYTHONDONTWRITEBYTECODE": "1"}
    if compile_threads:
        variables["TORCHINDUCTOR_COMPILE_THREADS"] = str(compile_threads)
    return [sys.executable, str(environment.BENCHMARKS / "python/worker.py"), *map(str, arguments)], variables


def first_line(command):
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired) as problem:
        return f"unknown ({problem})"
    lines = (done.stdout + done.stderr).strip().splitlines()
    return next((line for line in lines if "version" in line), lines[0] if lines else "unknown")


def gpu():
    """Name and driver of the first GPU, and whether nvidia-smi lists one."""
    try:
        done = subprocess.run(["nvidia-smi", "--query-gpu=name,driver_version,memory.total", "--format=csv,noheader"],
                              capture_output=True, text=True, timeout=60)
        if done.returncode == 0 and done.stdout.strip():
            return done.stdout.strip().splitlines()[0], True
    except (OSError, subprocess.TimeoutExpired):
        pass
    return "none listed by nvidia-smi", False


def pytorch_version():
    """PyTorch's version, that of its CUDA, and whether it sees a GPU."""
    code = "import torch; print(torch.__version__, '/ CUDA', torch.version.cuda, '/ cuDNN', torch.backends.cudnn.version()); print(torch.cuda.is_available())"
    done = subprocess.run([sys.executable, "-c", code], env=PYTHON_ENVIRONMENT, capture_output=True, text=True, timeout=120)
    if done.returncode:
        return "none", False
    version, available = done.stdout.strip().splitlines()[-2:]
    return version, available == "True"


def commit(of_classes):
    """The commit that git knows, or else that of the classes."""
    if shutil.which("git"):
        done = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=environment.ROOT, capture_output=True, text=True)
        if done.returncode == 0 and done.stdout.strip():
            return done.stdout.strip()
    return of_classes


def compile_kernels(java, deadline):
    """Compiles all kernels, which the workers of all parts then find. Returns the GPU and the compiler as ncollapse describes them, and its commit."""
    worker = Worker("compiler", java.worker("gpu"))
    try:
        answer = worker.ask("describe", seconds=deadline.left())
    except RuntimeError as problem:
        raise SystemExit(f"benchmarks/gpu: ncollapse cannot use the GPU: {problem}") from None
    worker.close()
    return f"{answer['gpu']}; {answer['compiler']}, all kernels compiled and loaded in {answer['seconds']:.1f} s", answer["commit"]


def origin(java, gpu_name, compiled, of_classes, torch):
    """The origin of the measurements, as pairs of key and value."""
    with open("/proc/cpuinfo") as lines:
        processor = next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.processor())
    return [("date", time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime())), ("gpu", gpu_name), ("cuda", compiled), ("machine", f"{processor}, {CORES} cores"),
            ("java", java.version()), ("torch", torch), ("commit", commit(of_classes)), ("command", "benchmarks/gpu " + " ".join(sys.argv[1:]))]
