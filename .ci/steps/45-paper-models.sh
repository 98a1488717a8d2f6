#!/usr/bin/env bash
# The simulations of the paper agree with the closed forms, and a fit identifies each simulated model
set -euo pipefail
. .ci/lib.sh

./ncollapse reproduce --home "$work/paper"
for model in plain plain-bias extended-linear extended-relu; do
  ./ncollapse fit paper-$model --home "$work/paper" >/dev/null
done
"$python" .ci/check_fit.py "$work/paper/notebooks-export/paper-plain" --models plain --describes plain
"$python" .ci/check_fit.py "$work/paper/notebooks-export/paper-plain-bias" --models plain --describes plain
for model in linear relu; do
  "$python" .ci/check_fit.py "$work/paper/notebooks-export/paper-extended-$model" \
    --models plain extended-linear extended-relu --describes extended-$model
done
./ncollapse export paper-extended-relu --home "$work/paper"
"$python" .ci/check_export.py "$work/paper/notebooks-export/paper-extended-relu" --figures 6
