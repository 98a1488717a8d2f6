#!/usr/bin/env bash
# Features and moments that ncollapse_capture saves give the metrics that it computes itself; exported networks work in PyTorch
set -euo pipefail
. .ci/lib.sh

if ! "$python" -c 'import torch' 2>/dev/null; then
  skip "PyTorch is not installed"
  exit 0
fi
export PYTHONDONTWRITEBYTECODE=1 OMP_NUM_THREADS=1
"$python" -m unittest discover -s python/tests
"$python" .ci/check_capture.py capture "$work/captures"
for save in features moments; do
  ./ncollapse measure "$work/captures/$save"/*.npz --name $save --home "$work/captured"
done
"$python" .ci/check_capture.py compare "$work/captures" "$work/captured/notebooks-export"
rejected ./ncollapse measure "$work/captures/asymmetric.npz" --home "$work/none"

run_and_export() { # NAME...
  local name
  for name in "$@"; do
    ./ncollapse run "$work/networks/$name.yaml" --home "$work/networks"
    ./ncollapse export "$name" --home "$work/networks"
  done
}

# Exported networks give the logits of their runs.
"$python" .ci/check_pytorch.py prepare "$work/networks"
run_and_export mlp mlp-bn mlp-no-bias resnet18 resnet20
"$python" .ci/check_pytorch.py logits "$work/networks"

# Runs that start from weights of PyTorch can be repeated there.
"$python" .ci/check_pytorch.py start "$work/networks"
run_and_export mlp-repeated mlp-bn-repeated resnet18-repeated
"$python" .ci/check_pytorch.py repeat "$work/networks"
