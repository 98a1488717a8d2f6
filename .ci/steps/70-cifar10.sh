#!/usr/bin/env bash
# CIFAR-10 from its binary files and from a folder of PNG files gives the same bytes
set -euo pipefail
. .ci/lib.sh

need_data cifar-10-batches-bin
java .ci/CifarToPng.java "$NCOLLAPSE_DATASETS/cifar-10-batches-bin" "$work/png" 20
run() { # HOME DATASET
  ./ncollapse run experiments/cifar10-resnet18.yaml --home "$work/$1" --set "dataset=$2" \
    --set training.epochs=1 --set network.width=4
  "$python" .ci/check_run.py "$work/$1/notebooks-export/cifar10-resnet18"
}
run binary "{name: cifar10, samplesPerClass: 20}"
run folder "{name: cifar10, folder: $work/png}"
"$python" .ci/same_bytes.py "$work"/{binary,folder}/notebooks-export/cifar10-resnet18
