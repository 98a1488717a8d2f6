package org.ncollapse.network.device;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.ncollapse.spec.ComputeSpec.KernelLibrary;

/**
 * An NVIDIA GPU, as its driver describes it.
 *
 * @param index its number in nvidia-smi, regardless of CUDA_VISIBLE_DEVICES; not the N of {@code cuda:N}
 * @param uuid NVIDIA's identifier, which CUDA_VISIBLE_DEVICES may use too
 * @param name for example "NVIDIA A100-SXM4-40GB"
 * @param capability compute capability, which decides what machine code it runs
 * @param memoryMiB its memory; 0 if the driver does not report it
 * @param freeMemoryMiB the part of it that no process uses; 0 if the driver does not report it
 * @param driver the driver's version
 */
public record CudaDevice(
        int index,
        String uuid,
        String name,
        ComputeCapability capability,
        long memoryMiB,
        long freeMemoryMiB,
        DriverVersion driver) {

    /**
     * Compute capabilities for which nd4j-cuda-11.6, the only CUDA build of Deeplearning4j 1.0.0-M2.1, has machine
     * code. It has no PTX to compile for others.
     */
    private static final List<ComputeCapability> BUILT_FOR = List.of(
            new ComputeCapability(3, 7),
            new ComputeCapability(5, 0),
            new ComputeCapability(5, 2),
            new ComputeCapability(6, 0),
            new ComputeCapability(6, 1),
            new ComputeCapability(7, 0),
            new ComputeCapability(7, 5),
            new ComputeCapability(8, 0),
            new ComputeCapability(8, 6));

    /** The oldest driver that runs CUDA 11 on Linux, by NVIDIA's table of minor version compatibility. */
    private static final DriverVersion OLDEST_DRIVER_FOR_ND4J = new DriverVersion(450, 80);

    /** The oldest GPUs and drivers of this project's kernels: Volta, and CUDA 12. */
    private static final ComputeCapability LOWEST_CAPABILITY = new ComputeCapability(7, 0);

    private static final DriverVersion OLDEST_DRIVER = new DriverVersion(525, 0);

    /** A compute capability, for example 8.6. */
    public record ComputeCapability(int major, int minor) {

        /**
         * Whether machine code for {@code code} runs on this: it needs the same major version and an equal or lower
         * minor one.
         */
        private boolean runs(ComputeCapability code) {
            return major == code.major && minor >= code.minor;
        }

        @Override
        public String toString() {
            return major + "." + minor;
        }
    }

    /** The first two numbers of a driver's version. */
    public record DriverVersion(int major, int minor) {

        private boolean isBefore(DriverVersion other) {
            return major < other.major || major == other.major && minor < other.minor;
        }

        @Override
        public String toString() {
            return "%d.%02d".formatted(major, minor);
        }
    }

    /**
     * Why kernels cannot run on this GPU, without a final period; empty if they can.
     *
     * @param kernels cuda or nd4j
     */
    public Optional<String> unsupportedReason(KernelLibrary kernels) {
        if (kernels == KernelLibrary.ND4J) {
            return unsupportedByNd4j();
        }
        if (capability.major() < LOWEST_CAPABILITY.major()) {
            return Optional.of(name + " has compute capability " + capability + ", and " + LOWEST_CAPABILITY
                    + " is needed"
                    + (unsupportedByNd4j().isEmpty()
                            ? "; compute.kernels=nd4j runs on it, in a build of its own"
                            : ""));
        }
        return driver.isBefore(OLDEST_DRIVER)
                ? Optional.of(name + " has driver " + driver + ", and CUDA 12 needs " + OLDEST_DRIVER.major()
                        + " or later; update the driver")
                : Optional.empty();
    }

    private Optional<String> unsupportedByNd4j() {
        if (BUILT_FOR.stream().noneMatch(capability::runs)) {
            return Optional.of(name + " has compute capability " + capability + " and is too "
                    + (capability.major() <= BUILT_FOR.get(0).major() ? "old" : "new")
                    + ": the only CUDA build of Deeplearning4j 1.0.0-M2.1 has machine code for "
                    + BUILT_FOR.stream().map(ComputeCapability::toString).collect(Collectors.joining(", "))
                    + " and runs on GPUs from 3.7 to 8.9");
        }
        return driver.isBefore(OLDEST_DRIVER_FOR_ND4J)
                ? Optional.of(name + " has driver " + driver + ", and CUDA 11 needs " + OLDEST_DRIVER_FOR_ND4J
                        + " or later; update the driver")
                : Optional.empty();
    }

    /** Name, compute capability, memory and driver. */
    @Override
    public String toString() {
        return "%s (compute capability %s, %s, driver %s)"
                .formatted(name, capability, memoryMiB == 0 ? "memory unknown" : memoryMiB + " MiB", driver);
    }
}
