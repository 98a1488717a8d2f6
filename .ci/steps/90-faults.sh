#!/usr/bin/env bash
# kill -9 at five seeded instants, a disk that runs full, a clock that jumps
set -euo pipefail
. .ci/lib.sh

disk=$work/disk
mkdir "$disk"
if ! mount -t tmpfs -o size=8m tmpfs "$disk" 2>/dev/null; then
  skip "the full disk: this user may not mount one"
  disk=
fi
clock=$(dpkg -L libfaketime 2>/dev/null | grep libfaketimeMT || true)
[ -n "$clock" ] || skip "the jumping clock: libfaketime is not installed"
mvn -q -B test -Pfaults -Dfaults.kills=5 -Dfaults.disk="$disk" -Dfaults.clock="$clock"
