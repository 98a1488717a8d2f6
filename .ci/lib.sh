# shellcheck shell=bash
# Functions of .ci/run and its steps. Sourced in the root of the clone by .ci/run, which calls set_up, and by each step.
#
# $work     an empty folder, removed at the end
# $python   a Python with NumPy and PyTorch

shared=../shared # Real data sets and a one-node Slurm, if they are next to this clone.
slurm=$shared/slurm/local-slurm
data_set_maker=$shared/datasets/prepare

set_up() {
  work=$(mktemp -d)
  python=/usr/bin/python3
  export work python
  export CI=1 # Tests that need a compiler for C++ fail without one.
  trap clean_up EXIT
  install_tools
  if [ -x "$data_set_maker" ]; then
    "$data_set_maker" "$work/data"
    export NCOLLAPSE_DATASETS=$work/data
  fi
}

clean_up() {
  umount "$work/disk" 2>/dev/null || true
  [ ! -e "$work/slurm-started" ] || "$slurm" stop
  rm -rf "$work"
}

install_tools() {
  if tools_are_here; then return; fi
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "Some steps may fail or be skipped: not all of NumPy, PyTorch, nbconvert, ipykernel, pandas, Matplotlib, faketime," \
      "Chromium, g++, ShellCheck and LaTeX with pgfplots are installed." >&2
    return
  fi
  apt-get update -q >/dev/null
  DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends python3-numpy python3-torch \
    python3-pandas python3-matplotlib python3-ipykernel jupyter-nbconvert texlive-latex-recommended texlive-pictures chromium \
    faketime g++ shellcheck >/dev/null
}

tools_are_here() {
  "$python" -c 'import numpy, torch, nbconvert, ipykernel, pandas, matplotlib' 2>/dev/null \
    && command -v faketime >/dev/null && command -v g++ >/dev/null && command -v chromium >/dev/null && command -v shellcheck >/dev/null \
    && kpsewhich pgfplots.sty booktabs.sty >/dev/null 2>&1
}

skip() { # REASON: reports it here and in the summary. The caller continues or exits.
  echo "skipped: $1"
  echo "$(basename "$0" .sh): $1" >>"$work/skipped"
}

need_data() { # NAME...: skips the step if one of the data sets is missing
  local name
  for name in "$@"; do
    if [ ! -e "${NCOLLAPSE_DATASETS:-datasets}/$name" ]; then
      skip "there is no $name in ${NCOLLAPSE_DATASETS:-datasets}"
      exit 0
    fi
  done
}

need_slurm() { # Skips the step if there is no Slurm.
  if [ ! -x "$slurm" ]; then
    skip "there is no one-node Slurm at $slurm"
    exit 0
  fi
}

rejected() { # COMMAND...: requires that the command exits with code 2 and one line, and writes nothing into $work/none
  local code=0 message
  message=$("$@" 2>&1) || code=$?
  echo "$message"
  test $code -eq 2
  test "$(wc -l <<<"$message")" -eq 1
  test ! -e "$work/none"
}

sweep_job() { # Prints the number of the Slurm job that the step sweep-on-slurm submitted.
  "$python" -c 'import json, sys; print(json.load(open(sys.argv[1]))["submissions"][0]["job"])' \
    "$work/slurm/notebooks-export/sweep/sweep.json"
}

write_sweep() { # Writes the sweep that runs on Slurm and on this machine.
  cat >"$work/swept.yaml" <<'END'
name: swept
dataset: {name: digits, samplesPerClass: 20}
network: {kind: mlp, widths: [64, 32], hiddenBias: false, headBias: false}
optimizer: {learningRate: 0.01}
training: {epochs: 6000, batchSize: 32}
capture: {epochs: {first: 3, logSpaced: 5}}
ufm: []
END
  cat >"$work/sweep.yaml" <<'END'
name: sweep
experiment: swept.yaml
grid: {objective.weightDecay: [1e-3, 3e-1]}
seeds: [1]
slurm: {partition: main, timeLimit: 02:00:00, sbatchOptions: [--comment=ci]}
END
}
