#!/usr/bin/env bash
# README's first command: its tables, fit and verdict
set -euo pipefail
. .ci/lib.sh

./ncollapse run
"$python" .ci/check_run.py notebooks-export/quick-start --terminal --nc1-below 0.05
# The models do not cover batch normalization.
"$python" .ci/check_fit.py notebooks-export/quick-start
