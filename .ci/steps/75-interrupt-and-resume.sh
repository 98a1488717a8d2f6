#!/usr/bin/env bash
# An interrupted run exits with 143, leaves no process, and resumes to the bytes of an uninterrupted run
set -euo pipefail
. .ci/lib.sh

need_data mnist
settings=(--set dataset.samplesPerClass=300 --set training.epochs=15 --set training.epochsPastZeroError=15
  --set compute.threads=2 --set 'capture.saveFeatures=[last]' --set 'ufm=[]')
./ncollapse run experiments/mnist-mlp.yaml --home "$work/uninterrupted" "${settings[@]}"
java -jar target/ncollapse.jar run experiments/mnist-mlp.yaml --home "$work/interrupted" "${settings[@]}" &
pid=$!
until [ -s "$work/interrupted/notebooks-export/mnist-mlp/epochs.csv" ]; do
  kill -0 $pid
  sleep 0.2
done
kill -TERM $pid
code=0
wait $pid || code=$?
test $code -eq 143
if pgrep -f "$work/interrupted"; then exit 1; fi
./ncollapse resume mnist-mlp --home "$work/interrupted"
"$python" .ci/same_bytes.py "$work"/{uninterrupted,interrupted}/notebooks-export/mnist-mlp
