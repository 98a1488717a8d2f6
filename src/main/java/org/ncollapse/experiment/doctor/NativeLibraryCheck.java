package org.ncollapse.experiment.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Checks which native libraries are loaded, whether they suit the processor, and whether the environment variables for
 * fast training are set.
 */
final class NativeLibraryCheck {

    private static final List<String> EXPECTED_VARIABLES = List.of(
            "OMP_WAIT_POLICY",
            "OPENBLAS_THREAD_TIMEOUT",
            "MALLOC_ARENA_MAX",
            "MALLOC_MMAP_MAX_",
            "MALLOC_TRIM_THRESHOLD_",
            "MALLOC_TOP_PAD_",
            "GLIBC_TUNABLES");

    private NativeLibraryCheck() {}

    /**
     * @param nativeLibraries ND4J's backend and the build of its natives
     * @param blas the BLAS and its kernels
     * @param flags the processor's instruction sets, as Linux calls them; empty where they are not known
     * @param variable the environment: null for a variable that is not set
     */
    static List<CheckResult> of(
            String nativeLibraries, String blas, Set<String> flags, UnaryOperator<String> variable) {
        return List.of(
                nativeLibraries(nativeLibraries, flags),
                blas(blas, variable.apply("OPENBLAS_CORETYPE")),
                environment(variable));
    }

    private static CheckResult nativeLibraries(String nativeLibraries, Set<String> flags) {
        String instructionSet = flags.contains("avx512dq")
                ? "AVX-512"
                : flags.contains("avx2")
                        ? "AVX2"
                        : flags.isEmpty() ? "instruction set unknown" : "neither AVX2 nor AVX-512";
        String text = nativeLibraries + "; the processor has " + instructionSet;
        if (nativeLibraries.contains("avx2") && !flags.isEmpty() && !flags.contains("avx2")) {
            return CheckResult.problem(
                    "native libraries",
                    text,
                    "build with native libraries for it: mvn package -Dnatives.nd4j=linux-x86_64-onednn");
        }
        return nativeLibraries.contains("onednn")
                ? CheckResult.ok("native libraries", text)
                : CheckResult.warning(
                        "native libraries",
                        text + "; this build of ND4J does not contain oneDNN",
                        "build with one that has 'onednn' in its name: mvn package -Dnatives.nd4j=...");
    }

    private static CheckResult blas(String blas, String coreType) {
        return coreType == null
                ? CheckResult.ok("BLAS kernels", blas)
                : CheckResult.warning(
                        "BLAS kernels",
                        blas + ", because OPENBLAS_CORETYPE is " + coreType,
                        "unset OPENBLAS_CORETYPE: OpenBLAS chooses the kernels for this processor");
    }

    private static CheckResult environment(UnaryOperator<String> variable) {
        List<String> problems = new ArrayList<>(EXPECTED_VARIABLES.stream()
                .filter(name -> variable.apply(name) == null)
                .map(name -> name + " is not set")
                .toList());
        if ("active".equalsIgnoreCase(variable.apply("OMP_WAIT_POLICY"))) {
            problems.add("OMP_WAIT_POLICY is active, so waiting threads use CPU time");
        }
        return problems.isEmpty()
                ? CheckResult.ok("environment", "the variables for fast training are set")
                : CheckResult.warning(
                        "environment",
                        String.join("; ", problems),
                        "start with ./ncollapse or java -jar, which set these variables");
    }
}
