package org.ncollapse.network.kernel.cuda.driver;

import org.ncollapse.text.NumberText;

/** A GPU has too little free memory. */
public final class GpuMemoryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What to do about it. */
    public static final String REMEDY =
            "reduce training.batchSize or the width of the network, or end other processes on the GPU, which nvidia-smi"
                    + " lists";

    /**
     * @param requested the bytes that could not be allocated
     * @param free the bytes that no process uses
     */
    GpuMemoryException(Gpu gpu, long requested, long free) {
        super("out of GPU memory: %s requested, %s of %s are free on %s; %s"
                .formatted(
                        NumberText.bytes(requested),
                        NumberText.bytes(free),
                        NumberText.bytes(gpu.memoryBytes()),
                        gpu.name(),
                        REMEDY));
    }
}
