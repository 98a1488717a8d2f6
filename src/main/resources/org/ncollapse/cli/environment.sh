# shellcheck shell=sh disable=SC2154
# The environment and the flags that training runs with; they have to stand before the JVM starts.
# Read by ./ncollapse and, from within the jar, by a program started as `java -jar`. What the user has set stays, but for the cards' order.
# Expects the java command in $java, and leaves its flags in $flags.

# OpenMP's threads spin for the 0.2 ms between two operations of a step, where waking them would cost as much as a small one takes,
# and no longer: spinning on, they took five times as long under load.
[ -n "${OMP_WAIT_POLICY:-}" ] || : "${GOMP_SPINCOUNT:=3000}"
: "${OMP_WAIT_POLICY:=passive}"

# The OpenBLAS that ND4J brings does not know newer processors and falls back to its slowest kernels.
if [ -z "${OPENBLAS_CORETYPE:-}" ] && [ -r /proc/cpuinfo ]; then
  if grep -q -m1 avx512dq /proc/cpuinfo; then OPENBLAS_CORETYPE=SkylakeX
  elif grep -q -m1 avx2 /proc/cpuinfo; then OPENBLAS_CORETYPE=Haswell
  fi
  export NCOLLAPSE_SET_CORETYPE=1 # For this machine: a job elsewhere chooses anew.
fi

# Its threads look for work for half a millisecond, not for twenty: they would take the next layer's processor.
: "${OPENBLAS_THREAD_TIMEOUT:=20}"
export OPENBLAS_THREAD_TIMEOUT

# glibc would map and unmap every large temporary; fresh pages are slow. Huge ones spare the address look-ups of long arrays.
: "${MALLOC_ARENA_MAX:=1}" "${MALLOC_MMAP_MAX_:=0}" "${MALLOC_TRIM_THRESHOLD_:=17179869184}" "${MALLOC_TOP_PAD_:=268435456}"
: "${GLIBC_TUNABLES:=glibc.malloc.hugetlb=1}"

export OMP_WAIT_POLICY GLIBC_TUNABLES MALLOC_ARENA_MAX MALLOC_MMAP_MAX_ MALLOC_TRIM_THRESHOLD_ MALLOC_TOP_PAD_
[ -z "${GOMP_SPINCOUNT:-}" ] || export GOMP_SPINCOUNT
[ -z "${OPENBLAS_CORETYPE:-}" ] || export OPENBLAS_CORETYPE

# Cards are counted as nvidia-smi counts them, whatever the user has set: CUDA's own order is the fastest first, and cuda:1 another card.
CUDA_DEVICE_ORDER=PCI_BUS_ID
# From compute capability 8.0 on cuDNN would round what it multiplies to ten bits.
: "${NVIDIA_TF32_OVERRIDE:=0}"
export CUDA_DEVICE_ORDER NVIDIA_TF32_OVERRIDE

# Whether progress may be drawn in place. Java itself cannot tell before version 22.
if [ -t 2 ]; then NCOLLAPSE_STDERR_IS_TERMINAL=1; else NCOLLAPSE_STDERR_IS_TERMINAL=0; fi
export NCOLLAPSE_STDERR_IS_TERMINAL

# What is large lies outside Java's heap: a collector that starts small keeps it so, where the default begins with a 64th of the memory.
flags=-Xms32m
case " ${JAVA_TOOL_OPTIONS:-} ${JDK_JAVA_OPTIONS:-} $* " in
  *' -XX:+Use'*GC*) ;;
  *) flags="$flags -XX:+UseSerialGC" ;;
esac

# From version 24 on Java warns of what JavaCPP does to reach native code.
case $("$java" -version 2>&1) in
  *'version "2'[4-9]* | *'version "'[3-9][0-9]*) flags="$flags --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow" ;;
esac
