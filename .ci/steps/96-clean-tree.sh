#!/usr/bin/env bash
# No step has changed a file of the project or left a file that git does not ignore
set -euo pipefail
. .ci/lib.sh

git diff --exit-code
test -z "$(git status --porcelain | tee /dev/stderr)"
