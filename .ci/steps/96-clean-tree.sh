#!/usr/bin/env bash
# Nothing of this has changed a file of the project, or left one that git does not ignore
set -euo pipefail
. .ci/lib.sh

git diff --exit-code
test -z "$(git status --porcelain | tee /dev/stderr)"
