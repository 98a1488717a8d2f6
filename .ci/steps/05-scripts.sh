#!/usr/bin/env bash
# Shell scripts can be parsed, and ShellCheck reports nothing
set -euo pipefail
. .ci/lib.sh

scripts=(ncollapse .ci/run .ci/lib.sh .ci/steps/*.sh src/main/resources/org/ncollapse/cli/environment.sh)
for script in "${scripts[@]}"; do bash -n "$script"; done
if command -v shellcheck >/dev/null; then
  shellcheck --external-sources "${scripts[@]}"
else
  skip "ShellCheck is not installed"
fi
