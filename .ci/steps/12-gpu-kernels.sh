#!/usr/bin/env bash
# NVRTC is installed with one command and compiles the kernels for every kind of GPU
set -euo pipefail
. .ci/lib.sh

archive=org.bytedeco:cuda-redist:12.9-9.10-1.5.12:jar:linux-x86_64
if ! mvn -q -B dependency:get -Dtransitive=false -Dartifact=$archive; then
  skip "NVRTC cannot be downloaded"
  exit 0
fi
XDG_CACHE_HOME=$work/cache mvn -q -B -Pnvrtc -Dchecks=false process-classes
NCOLLAPSE_NVRTC=$work/cache/ncollapse/nvrtc-12.9 mvn -B surefire:test -Dtest=CudaSourcesTest
grep -q '<testsuite .* skipped="0"' target/surefire-reports/TEST-*.CudaSourcesTest.xml
