package org.ncollapse.network.kernel.cuda.driver;

/**
 * A GPU, as the driver describes it.
 *
 * @param ordinal its number in CUDA's order, which CUDA_VISIBLE_DEVICES changes: the N of {@code cuda:N}
 * @param name for example "NVIDIA H200"
 * @param capability ten times the compute capability: 90 for 9.0
 * @param multiprocessors the number of streaming multiprocessors
 * @param memoryBytes its memory
 */
public record Gpu(int ordinal, String name, int capability, int multiprocessors, long memoryBytes) {

    /** The lowest compute capability that the kernels run on, times ten: Volta. */
    public static final int MIN_CAPABILITY = 70;

    /** The compute capability with its point, for example 9.0. */
    public String capabilityText() {
        return capability / 10 + "." + capability % 10;
    }

    /**
     * Name, compute capability, memory and driver.
     *
     * @param driverVersion the newest CUDA that the driver supports, as 1000 · major + 10 · minor
     */
    public String describe(int driverVersion) {
        return "%s (compute capability %s, %d MiB, driver for CUDA %s)"
                .formatted(name, capabilityText(), memoryBytes >> 20, CudaDriver.versionText(driverVersion));
    }
}
