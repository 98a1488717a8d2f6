#!/usr/bin/env bash
# Fits all three models to a network on MNIST
set -euo pipefail
. .ci/lib.sh

need_data mnist
./ncollapse run experiments/mnist-ufm.yaml --home "$work/theory" --set dataset.samplesPerClass=50 \
  --set 'network.widths=[128, 64]' --set training.epochs=150 --set 'capture.saveFeatures=[last]'
"$python" .ci/check_run.py "$work/theory/notebooks-export/mnist-ufm" --terminal
"$python" .ci/check_fit.py "$work/theory/notebooks-export/mnist-ufm" --models plain extended-linear extended-relu
