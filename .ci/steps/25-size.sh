#!/usr/bin/env bash
# The jars that training needs stay under 200 MB; the time that help takes
set -euo pipefail
. .ci/lib.sh

megabytes=$(du -sm --apparent-size target/lib | cut -f1)
echo "$megabytes MB"
test "$megabytes" -lt 200

started=$(date +%s%N)
./ncollapse run --help >/dev/null
echo "$((($(date +%s%N) - started) / 1000000)) ms for help"
