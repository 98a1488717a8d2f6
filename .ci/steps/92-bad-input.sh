#!/usr/bin/env bash
# Bad input gives one line and exit code 2, and nothing is written
set -euo pipefail
. .ci/lib.sh

rejected ./ncollapse run experiments/mnist-mlp.yaml --home "$work/none" --set optimizer.learningrate=0.1
