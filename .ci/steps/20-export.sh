#!/usr/bin/env bash
# An export for a paper: tables, a notebook that can be executed, LaTeX that compiles
set -euo pipefail
. .ci/lib.sh

./ncollapse export quick-start
"$python" .ci/check_export.py notebooks-export/quick-start --figures 5
