# shellcheck shell=sh disable=SC2154,SC2034
# Environment variables and JVM options that training needs before the JVM starts.
# Read by ./ncollapse and, from the jar, by a program that was started as `java -jar`. Values of the user are kept, except CUDA_DEVICE_ORDER.
# Expects the java command in $java; sets its options in $flags.

# OpenMP threads spin for 0.2 ms, the time between two operations of a step: waking them takes as long as a small operation.
# They do not spin longer: under load that made steps five times slower.
[ -n "${OMP_WAIT_POLICY:-}" ] || : "${GOMP_SPINCOUNT:=3000}"
: "${OMP_WAIT_POLICY:=passive}"

# OpenBLAS threads wait for work for 0.5 ms instead of 20 ms: waiting threads occupy the processors that the next layer needs.
: "${OPENBLAS_THREAD_TIMEOUT:=20}"
export OPENBLAS_THREAD_TIMEOUT

# glibc would map and unmap every large temporary array, and new pages are slow. Huge pages reduce TLB misses in long arrays.
: "${MALLOC_ARENA_MAX:=1}" "${MALLOC_MMAP_MAX_:=0}" "${MALLOC_TRIM_THRESHOLD_:=17179869184}" "${MALLOC_TOP_PAD_:=268435456}"
: "${GLIBC_TUNABLES:=glibc.malloc.hugetlb=1}"

export OMP_WAIT_POLICY GLIBC_TUNABLES MALLOC_ARENA_MAX MALLOC_MMAP_MAX_ MALLOC_TRIM_THRESHOLD_ MALLOC_TOP_PAD_
[ -z "${GOMP_SPINCOUNT:-}" ] || export GOMP_SPINCOUNT

# GPUs are numbered as nvidia-smi numbers them, always. CUDA's own order has the fastest first, so cuda:1 would be another GPU.
CUDA_DEVICE_ORDER=PCI_BUS_ID
# Since compute capability 8.0 cuDNN would round factors to the ten bits of TF32.
: "${NVIDIA_TF32_OVERRIDE:=0}"
export CUDA_DEVICE_ORDER NVIDIA_TF32_OVERRIDE

# Whether a progress bar can be drawn. Java cannot tell before version 22.
if [ -t 2 ]; then NCOLLAPSE_STDERR_IS_TERMINAL=1; else NCOLLAPSE_STDERR_IS_TERMINAL=0; fi
export NCOLLAPSE_STDERR_IS_TERMINAL

# Large arrays are outside Java's heap. The heap starts small; by default it would start with 1/64 of the memory.
flags=-Xms32m
case " ${JAVA_TOOL_OPTIONS:-} ${JDK_JAVA_OPTIONS:-} $* " in
  *' -XX:+Use'*GC*) ;;
  *) flags="$flags -XX:+UseSerialGC" ;;
esac

# Since version 24 Java warns when JavaCPP loads native code.
case $("$java" -version 2>&1) in
  *'version "2'[4-9]* | *'version "'[3-9][0-9]*) flags="$flags --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow" ;;
esac
