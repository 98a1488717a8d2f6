#!/usr/bin/env bash
# README's main command, its tables, the fit and the verdict
set -euo pipefail
. .ci/lib.sh

./ncollapse run
"$python" .ci/check_run.py notebooks-export/quick-start --terminal --nc1-below 0.05
# The extended models do not cover batch normalization.
"$python" .ci/check_fit.py notebooks-export/quick-start --models plain
