#!/usr/bin/env bash
# The sweep on Slurm was requeued and is complete; its bytes are those of the sweep on this machine
set -euo pipefail
. .ci/lib.sh

need_slurm
job=$(sweep_job)
for _ in $(seq 600); do
  [ -n "$(squeue --noheader --jobs="$job")" ] || break
  sleep 1
done
for task in 0 1; do
  test "$(grep -c 'ncollapse: requeued' "$work/slurm/checkpoints/sweep/slurm-${job}_$task.log")" -eq 1
done
for run in "$work"/slurm/notebooks-export/sweep_*; do
  grep -q '"cause" : "interrupted in epoch' "$run/manifest.json"
done
./ncollapse sweep status sweep --home "$work/slurm"
./ncollapse sweep collect sweep --home "$work/slurm"
for run in "$work"/slurm/notebooks-export/sweep_*; do
  "$python" .ci/same_bytes.py "$run" "$work/local/notebooks-export/$(basename "$run")"
done
for table in runs.csv means.csv; do
  cmp "$work"/{slurm,local}/notebooks-export/sweep/$table
done
