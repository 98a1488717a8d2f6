#!/usr/bin/env bash
# MNIST from the jar alone: two runs leave the same bytes
set -euo pipefail
. .ci/lib.sh

need_data mnist
for twin in first second; do
  java -jar target/ncollapse.jar run experiments/mnist-mlp.yaml --home "$work/$twin" \
    --set dataset.samplesPerClass=100 --set training.epochs=4 --set 'capture.saveFeatures=[last]'
  "$python" .ci/check_run.py "$work/$twin/notebooks-export/mnist-mlp"
done
"$python" .ci/same_bytes.py "$work"/{first,second}/notebooks-export/mnist-mlp
