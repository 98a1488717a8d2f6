"""What `ncollapse watch` costs a run: the run alone, and while a client requests its page every two seconds as a browser does."""
import json
import os
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import environment

SETTINGS = ["name=watched", "ufm=[]", "training.epochs=120", "capture.epochs.first=120"]
INTERVAL_SECONDS = 2.0


def run(rounds, rows):
    print("watch", flush=True)
    for number in range(-1, rounds):
        for side in ("alone", "watched") if number % 2 else ("watched", "alone"):
            with tempfile.TemporaryDirectory() as home:
                seconds, fraction = measure(Path(home), side == "watched")
            # The first round only fills the page cache.
            if number >= 0:
                rows.add("quick start, 120 epochs captured", side, "run", number, seconds)
                if fraction is not None:
                    rows.add("quick start, 120 epochs captured", side, "cpu-fraction", number, fraction)


def start(arguments):
    command, variables = environment.ncollapse(arguments)
    return subprocess.Popen(command, env=variables, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def measure(home, watched):
    """The run's seconds from its manifest, and the fraction of one core that the watcher used."""
    manifest = home / "notebooks-export/watched/manifest.json"
    training = start(["run", "--home", str(home), *(word for setting in SETTINGS for word in ("--set", setting))])
    while not manifest.exists() and training.poll() is None:
        time.sleep(0.02)
    fraction = watch(home, training) if watched else None
    if training.wait():
        raise SystemExit("the measured run failed")
    progress = json.loads(manifest.read_text())["progress"]
    return progress["trainingSeconds"] + progress["captureSeconds"], fraction


def watch(home, training):
    port = 20000 + os.getpid() % 20000
    watcher = start(["watch", "watched", "--home", str(home), "--port", str(port)])
    tag, started, answered = None, time.perf_counter(), 0
    while training.poll() is None:
        request = urllib.request.Request(f"http://127.0.0.1:{port}/data", headers={"If-None-Match": tag} if tag else {})
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                tag = answer.headers["ETag"]
                answer.read()
                answered += 1
        except urllib.error.HTTPError:
            answered += 1  # 304: nothing new.
        except (urllib.error.URLError, ConnectionError):
            pass  # Not listening yet.
        time.sleep(INTERVAL_SECONDS)
    fields = Path(f"/proc/{watcher.pid}/stat").read_text().rsplit(")", 1)[1].split()
    used = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    fraction = used / (time.perf_counter() - started)
    watcher.terminate()
    watcher.wait()
    if answered < 3:
        raise SystemExit("too few requests were answered for a meaningful measurement")
    return fraction
