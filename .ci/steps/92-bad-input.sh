#!/usr/bin/env bash
# Bad input: one line, exit code 2, nothing written
set -euo pipefail
. .ci/lib.sh

refused ./ncollapse run experiments/mnist-mlp.yaml --home "$work/none" --set optimizer.learningrate=0.1
