#!/usr/bin/env bash
# TensorBoard shows the values of the tables of a run that was killed and resumed
set -euo pipefail
. .ci/lib.sh

run=$work/events/notebooks-export/events
./ncollapse run --home "$work/events" --set name=events --set dataset.samplesPerClass=20 --set training.epochs=40 \
  --set training.epochsPastZeroError=null --set 'ufm=[]' --set capture.tensorboard=true --set capture.epochs.first=100 \
  --set checkpoint.everyEpochs=7 &
pid=$!
until [ "$(wc -l 2>/dev/null <"$run/epochs.csv" || echo 0)" -gt 12 ]; do
  kill -0 $pid
  sleep 0.05
done
kill -9 $pid
wait $pid || true
./ncollapse resume events --home "$work/events"
files=("$run"/tensorboard/*)
test ${#files[@]} -eq 2
if "$python" -m venv "$work/tensorboard" && "$work/tensorboard/bin/pip" install -q --retries 0 tensorboard; then
  "$work/tensorboard/bin/python" .ci/check_events.py "$run"
else
  skip "TensorBoard could not be installed; EventFileTest checks the format"
fi
