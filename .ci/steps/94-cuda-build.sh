#!/usr/bin/env bash
# The build for GPUs works without one: runs use the CPU, and a run on a GPU is rejected
set -euo pipefail
. .ci/lib.sh

mvn -q -B -Pcuda -Dmaven.test.skip=true package
./ncollapse run --set dataset.samplesPerClass=20 --set training.epochs=2 --set 'ufm=[]' --home "$work/cuda-build"
rejected ./ncollapse run --set compute.device=cuda:0 --home "$work/none"
