"""Commands and environments of the sides: two threads each; each BLAS chooses its own kernels. Also describes the machine."""
import glob
import os
import platform
import re
import shlex
import subprocess
import time
from pathlib import Path

BENCHMARKS = Path(__file__).resolve().parent.parent
ROOT = BENCHMARKS.parent
PYTHON = "/usr/bin/python3"
THREADS = "2"
LAUNCHER = ROOT / "src/main/resources/org/ncollapse/cli/environment.sh"

# Without variables of the caller that would affect one side.
CLEAN = {name: value for name, value in os.environ.items()
        if not name.startswith(("OPENBLAS_", "OMP_", "GOMP_", "MKL_", "MALLOC_", "LD_PRELOAD", "PYTHON", "GLIBC_TUNABLES", "JAVA_TOOL_OPTIONS", "DNNL_", "ATEN_"))}


def jemalloc():
    """The path of libjemalloc; None if it is not installed."""
    found = sorted(glob.glob("/usr/lib/*/libjemalloc.so.2"))
    return found[0] if found else None


def java(arguments, launched=True):
    """Command and environment of a Java process, with the settings of ./ncollapse or, if not launched, with Java's defaults."""
    path = ":".join([str(ROOT / "target/classes"), str(ROOT / "target/test-classes"), str(ROOT / "target/lib/*")])
    command = ["-cp", path, "org.ncollapse.benchmarks.Worker", *arguments]
    executable = os.path.join(os.environ["JAVA_HOME"], "bin/java") if "JAVA_HOME" in os.environ else "java"
    if not launched:
        return [executable, *command], CLEAN
    script = f"java={shlex.quote(executable)}; . {shlex.quote(str(LAUNCHER))}; exec \"$java\" $flags {shlex.join(command)}"
    return ["sh", "-c", script], CLEAN


def ncollapse(arguments):
    """Command and environment of ./ncollapse."""
    return [str(ROOT / "ncollapse"), *arguments], CLEAN


def pytorch(arguments, allocator="malloc", waiting="spinning"):
    """Command and environment of a Python process. Waiting OpenMP threads spin (the default), spin for a short time, or sleep (passive)."""
    environment = CLEAN | {"OMP_NUM_THREADS": THREADS, "OPENBLAS_NUM_THREADS": THREADS}
    if waiting == "passive":
        environment["OMP_WAIT_POLICY"] = waiting
    if waiting == "short-spin":
        environment["GOMP_SPINCOUNT"] = "3000"
    if allocator == "huge-pages":
        environment["GLIBC_TUNABLES"] = "glibc.malloc.hugetlb=1"
    if allocator == "jemalloc":
        environment["LD_PRELOAD"] = jemalloc()
    return [PYTHON, str(BENCHMARKS / "python/worker.py"), *arguments], environment


def python(code):
    """Command and environment of a Python program given as text."""
    return [PYTHON, "-c", code], CLEAN | {"OMP_NUM_THREADS": THREADS, "OPENBLAS_NUM_THREADS": THREADS}


def build():
    """Compiles ncollapse and the Java part of the benchmarks."""
    subprocess.run(["mvn", "-q", "-B", "-Pbenchmarks", "-DskipTests", "package"], cwd=ROOT, check=True)


def missing():
    """A message about what must be installed; None if nothing is missing."""
    probe = subprocess.run([PYTHON, "-c", "import torch, numpy"], env=CLEAN, capture_output=True, text=True)
    if probe.returncode:
        return f"{PYTHON} cannot import torch and numpy: install Debian's python3-torch and libopenblas0-pthread\n{probe.stderr}"
    return None


def processor():
    """Name, family, instruction set and cores: virtual machines often name only the brand."""
    text = Path("/proc/cpuinfo").read_text()
    value = {key.strip(): rest.strip() for key, _, rest in (line.partition(":") for line in text.splitlines())}
    name = f"{value.get('model name', platform.processor())} (family {value.get('cpu family', '?')}, model {value.get('model', '?')})"
    flags = value.get("flags", "").split()
    vector = "AVX-512" if "avx512dq" in flags else "AVX2" if "avx2" in flags else "no AVX2"
    return f"{name}, {vector}, {os.cpu_count()} cores"


def processor_folder(machine):
    """The folder of a processor's results: its description in lower case, words joined by hyphens."""
    return "-".join(re.findall("[a-z0-9]+", re.sub(r"\((r|tm)\)", "", machine.lower())))


def machine():
    """The origin of the measurements, as pairs of key and value."""
    java_version = subprocess.run(["java", "-version"], capture_output=True, text=True).stderr.splitlines()[0]
    torch = subprocess.run([PYTHON, "-c", "import torch; print(torch.__version__)"], env=CLEAN, capture_output=True, text=True).stdout.strip()
    commit = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True).stdout.strip()
    return [("date", time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime())), ("machine", processor()),
            ("java", java_version), ("torch", torch), ("commit", commit or "unknown"),
            ("load average at the start", "%.1f" % os.getloadavg()[0])]
