#!/usr/bin/env bash
# A closed form has the value computed by another program
set -euo pipefail
. .ci/lib.sh

./ncollapse ufm predict --model extended-linear --classes 4 --samples-per-class 50 \
  --lambda-w 0.002,0.001 --lambda-h 0.0005 --json >"$work/prediction.json"
"$python" - "$work/prediction.json" <<'END'
import json, sys
objective = json.load(open(sys.argv[1]))["prediction"]["objective"]
assert abs(objective - 0.021995073) < 1e-9, objective
END
