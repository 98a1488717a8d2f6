#!/usr/bin/env bash
# Two runs on MNIST, started from the jar without the launcher, give the same bytes
set -euo pipefail
. .ci/lib.sh

need_data mnist
for run in first second; do
  java -jar target/ncollapse.jar run experiments/mnist-mlp.yaml --home "$work/$run" \
    --set dataset.samplesPerClass=100 --set training.epochs=4 --set 'capture.saveFeatures=[last]'
  "$python" .ci/check_run.py "$work/$run/notebooks-export/mnist-mlp"
done
"$python" .ci/same_bytes.py "$work"/{first,second}/notebooks-export/mnist-mlp
