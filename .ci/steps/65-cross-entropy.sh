#!/usr/bin/env bash
# A run past zero error with cross-entropy, a head bias, unequal classes and an out-of-distribution set
set -euo pipefail
. .ci/lib.sh

need_data mnist
./ncollapse run experiments/mnist-mlp.yaml --home "$work/entropy" \
  --set 'network={kind: mlp, widths: [128, 128], batchNorm: true, headBias: true}' --set objective.loss=cross-entropy \
  --set 'dataset.samplesPerClass=[200, 200, 200, 200, 200, 50, 50, 50, 50, 50]' --set capture.oodDataset=digits \
  --set training.epochs=60 --set training.epochsPastZeroError=5 --set 'capture.saveFeatures=[last]'
"$python" .ci/check_run.py "$work/entropy/notebooks-export/mnist-mlp" --terminal
