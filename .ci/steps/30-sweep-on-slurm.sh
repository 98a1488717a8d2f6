#!/usr/bin/env bash
# A sweep as a Slurm job array; each task is signaled and requeued
set -euo pipefail
. .ci/lib.sh

need_slurm
: >"$work/slurm-started"
"$slurm" start
write_sweep
./ncollapse sweep "$work/sweep.yaml" --launcher slurm --home "$work/slurm"
job=$(sweep_job)

interrupt() { # TASK RUN: signals the task when its run has trained some epochs
  until [ "$(wc -l 2>/dev/null <"$work/slurm/notebooks-export/$2/epochs.csv" || echo 0)" -gt 5 ]; do
    test -n "$(squeue --noheader --jobs="$job")"
    sleep 0.05
  done
  # scancel may report that the task cannot be altered although it signals it. The step slurm-results checks the effect.
  timeout 5 scancel --signal=USR1 --batch "${job}_$1" || true
}
interrupt 1 sweep_weightDecay-3e-1_seed-1
interrupt 0 sweep_weightDecay-1e-3_seed-1
# Slurm starts the tasks again after two minutes; the next steps run in the meantime.
