package org.ncollapse.network.device;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A graphics card, as its driver describes it.
 *
 * @param index nvidia-smi's number for it, whatever CUDA_VISIBLE_DEVICES shows
 * @param uuid NVIDIA's own name for it, by which CUDA_VISIBLE_DEVICES may call it too
 * @param name for instance "NVIDIA A100-SXM4-40GB"
 * @param capability compute capability: which machine code it runs
 * @param memoryMiB its memory; 0 where the driver does not say
 * @param driver the driver's version
 */
public record CudaDevice(
        int index, String uuid, String name, ComputeCapability capability, long memoryMiB, DriverVersion driver) {

    /**
     * What the one CUDA build of Deeplearning4j 1.0.0-M2.1, nd4j-cuda-11.6, has machine code for; it has no PTX to
     * compile for others.
     */
    private static final List<ComputeCapability> KERNELS = List.of(
            new ComputeCapability(3, 7),
            new ComputeCapability(5, 0),
            new ComputeCapability(5, 2),
            new ComputeCapability(6, 0),
            new ComputeCapability(6, 1),
            new ComputeCapability(7, 0),
            new ComputeCapability(7, 5),
            new ComputeCapability(8, 0),
            new ComputeCapability(8, 6));

    /** The oldest driver that runs all of CUDA 11 on Linux, by NVIDIA's table of minor version compatibility. */
    private static final DriverVersion OLDEST_DRIVER = new DriverVersion(450, 80);

    /** Compute capability, such as 8.6. */
    public record ComputeCapability(int major, int minor) {

        /**
         * Whether machine code for another runs on this: on the same major version and an equal or higher minor one.
         */
        private boolean runs(ComputeCapability code) {
            return major == code.major && minor >= code.minor;
        }

        @Override
        public String toString() {
            return major + "." + minor;
        }
    }

    /** The leading two numbers of a driver's version. */
    public record DriverVersion(int major, int minor) {

        private boolean isBefore(DriverVersion other) {
            return major < other.major || major == other.major && minor < other.minor;
        }

        @Override
        public String toString() {
            return "%d.%02d".formatted(major, minor);
        }
    }

    /** Why the CUDA build cannot run on it, in a sentence without a full stop; null where it can. */
    public String unsupportedReason() {
        if (KERNELS.stream().noneMatch(capability::runs)) {
            return name + " has compute capability " + capability + " and is too "
                    + (capability.major() <= KERNELS.get(0).major() ? "old" : "new")
                    + ": the only CUDA build of Deeplearning4j 1.0.0-M2.1 has machine code for "
                    + KERNELS.stream().map(ComputeCapability::toString).collect(Collectors.joining(", "))
                    + " and runs on cards from 3.7 to 8.9";
        }
        if (driver.isBefore(OLDEST_DRIVER)) {
            return name + " has driver " + driver + ", and CUDA 11 needs " + OLDEST_DRIVER
                    + " or later; update the driver";
        }
        return null;
    }

    /** For people: name, compute capability, memory, driver. */
    @Override
    public String toString() {
        return "%s (compute capability %s, %s, driver %s)"
                .formatted(name, capability, memoryMiB == 0 ? "memory unknown" : memoryMiB + " MiB", driver);
    }
}
