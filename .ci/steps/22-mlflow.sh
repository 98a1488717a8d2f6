#!/usr/bin/env bash
# MLflow reads the values of the tables from a store that two exports have written
set -euo pipefail
. .ci/lib.sh

./ncollapse mlflow quick-start --store "$work/mlruns"
cp -r "$work/mlruns" "$work/mlruns-before"
./ncollapse mlflow quick-start --store "$work/mlruns"
diff -r "$work/mlruns-before" "$work/mlruns"
"$python" .ci/check_mlflow.py "$work/mlruns" notebooks-export/quick-start
if "$python" -m venv "$work/mlflow" && "$work/mlflow/bin/pip" install -q --retries 0 mlflow-skinny; then
  "$work/mlflow/bin/python" .ci/check_mlflow.py "$work/mlruns" notebooks-export/quick-start
else
  skip "MLflow could not be installed; the store was read with PyYAML only"
fi
