# The environment and the flags that training runs with; they have to stand before the JVM starts.
# Read by ./ncollapse and, from within the jar, by a program started as `java -jar`. What the user has set stays.
# Expects the java command in $java, and leaves its flags in $flags.

# OpenMP's threads must not spin while Java's work: under load a step took five times as long.
: "${OMP_WAIT_POLICY:=passive}"

# The OpenBLAS that ND4J brings does not know newer processors and falls back to its slowest kernels.
if [ -z "${OPENBLAS_CORETYPE:-}" ] && [ -r /proc/cpuinfo ]; then
  if grep -q -m1 avx512dq /proc/cpuinfo; then OPENBLAS_CORETYPE=SkylakeX
  elif grep -q -m1 avx2 /proc/cpuinfo; then OPENBLAS_CORETYPE=Haswell
  fi
fi

# glibc would map and unmap every large temporary; fresh pages are slow.
: "${MALLOC_ARENA_MAX:=1}" "${MALLOC_MMAP_MAX_:=0}" "${MALLOC_TRIM_THRESHOLD_:=17179869184}" "${MALLOC_TOP_PAD_:=268435456}"

export OMP_WAIT_POLICY MALLOC_ARENA_MAX MALLOC_MMAP_MAX_ MALLOC_TRIM_THRESHOLD_ MALLOC_TOP_PAD_
[ -z "${OPENBLAS_CORETYPE:-}" ] || export OPENBLAS_CORETYPE

# Whether progress may be drawn in place. Java itself cannot tell before version 22.
if [ -t 2 ]; then NCOLLAPSE_TERMINAL=1; else NCOLLAPSE_TERMINAL=0; fi
export NCOLLAPSE_TERMINAL

# From version 24 on Java warns of what JavaCPP does to reach native code.
flags=
case $("$java" -version 2>&1) in
  *'version "2'[4-9]* | *'version "'[3-9][0-9]*) flags="--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow" ;;
esac
