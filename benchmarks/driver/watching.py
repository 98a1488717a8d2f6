"""What it costs a run to be watched: the same run alone, and with the page of it asked for every two seconds as a browser asks."""
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
EVERY = 2.0


def run(rounds, rows):
    print("watching", flush=True)
    for number in range(-1, rounds):
        for side in ("alone", "watched") if number % 2 else ("watched", "alone"):
            with tempfile.TemporaryDirectory() as home:
                seconds, share = one(Path(home), side == "watched")
            # The first turn fills the page cache.
            if number >= 0:
                rows.add("quick start, 120 epochs captured", side, "run", number, seconds)
                if share is not None:
                    rows.add("quick start, 120 epochs captured", side, "processor-share", number, share)


def start(arguments):
    command, variables = environment.ncollapse(arguments)
    return subprocess.Popen(command, env=variables, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def one(home, watched):
    """Seconds of the run by its manifest, and the share of a processor that the watcher took."""
    manifest = home / "notebooks-export/watched/manifest.json"
    training = start(["run", "--home", str(home), *(word for setting in SETTINGS for word in ("--set", setting))])
    while not manifest.exists() and training.poll() is None:
        time.sleep(0.02)
    share = watch(home, training) if watched else None
    if training.wait():
        raise SystemExit("the run that was to be measured failed")
    progress = json.loads(manifest.read_text())["progress"]
    return progress["trainingSeconds"] + progress["captureSeconds"], share


def watch(home, training):
    port = 20000 + os.getpid() % 20000
    watcher = start(["watch", "watched", "--home", str(home), "--port", str(port)])
    tag, begun, asked = None, time.perf_counter(), 0
    while training.poll() is None:
        request = urllib.request.Request(f"http://127.0.0.1:{port}/data", headers={"If-None-Match": tag} if tag else {})
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                tag = answer.headers["ETag"]
                answer.read()
                asked += 1
        except urllib.error.HTTPError:
            asked += 1  # 304: nothing new.
        except (urllib.error.URLError, ConnectionError):
            pass  # Not listening yet.
        time.sleep(EVERY)
    fields = Path(f"/proc/{watcher.pid}/stat").read_text().rsplit(")", 1)[1].split()
    used = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    share = used / (time.perf_counter() - begun)
    watcher.terminate()
    watcher.wait()
    if asked < 3:
        raise SystemExit("the watcher was asked too seldom for the measurement to mean anything")
    return share
