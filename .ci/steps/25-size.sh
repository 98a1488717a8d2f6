#!/usr/bin/env bash
# The jars take less than 200 MB; prints the time of a help text
set -euo pipefail
. .ci/lib.sh

megabytes=$(du -sm --apparent-size target/lib | cut -f1)
echo "$megabytes MB"
test "$megabytes" -lt 200

started=$(date +%s%N)
./ncollapse run --help >/dev/null
echo "$((($(date +%s%N) - started) / 1000000)) ms for help"
