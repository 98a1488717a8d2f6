#!/usr/bin/env bash
# The same sweep on this machine: its process is killed, and the same command completes it
set -euo pipefail
. .ci/lib.sh

write_sweep
./ncollapse sweep "$work/sweep.yaml" --home "$work/local" &
pid=$!
until [ -s "$work/local/notebooks-export/sweep_weightDecay-3e-1_seed-1/epochs.csv" ]; do
  kill -0 $pid
  sleep 0.05
done
kill -9 $pid
wait $pid || true
./ncollapse sweep "$work/sweep.yaml" --home "$work/local"
