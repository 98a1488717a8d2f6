#!/usr/bin/env bash
# Faults: kill -9 at two seeded times, a full disk, clock jumps
set -euo pipefail
. .ci/lib.sh

disk=$work/disk
mkdir "$disk"
if ! mount -t tmpfs -o size=8m tmpfs "$disk" 2>/dev/null; then
  skip "the full disk: this user may not mount a file system"
  disk=
fi
clock=$(dpkg -L libfaketime 2>/dev/null | grep libfaketimeMT || true)
[ -n "$clock" ] || skip "the clock jumps: libfaketime is not installed"
# Tests of memory over long runs take minutes: mvn test -Pfaults runs them too.
mvn -q -B test -Pfaults -Dtest=KillTest,FullDiskTest,ClockJumpTest -Dfaults.kills=2 -Dfaults.disk="$disk" -Dfaults.clock="$clock"
