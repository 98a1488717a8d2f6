#!/usr/bin/env bash
# A run with ND4J's kernels
set -euo pipefail
. .ci/lib.sh

need_data mnist
./ncollapse run experiments/mnist-mlp.yaml --home "$work/nd4j" --set compute.kernels=nd4j \
  --set dataset.samplesPerClass=100 --set training.epochs=2 --set 'capture.saveFeatures=[last]'
"$python" .ci/check_run.py "$work/nd4j/notebooks-export/mnist-mlp"
