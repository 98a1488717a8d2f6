package org.ncollapse.network.kernel.cuda;

import org.ncollapse.network.kernel.cuda.driver.Gpu;
import org.ncollapse.spec.ComputeSpec;

/** How matrix products multiply. The names are part of the kernels' names. */
enum Precision {
    /** Fused multiply-adds in float32. */
    FMA("fma", 1),
    /** Three products of TF32 parts for each product of floats: as accurate as float32, on the matrix units. */
    TF32X3("tf32x3", 2),
    /** Factors rounded to 10 bits of mantissa. */
    TF32("tf32", 4),
    /** Factors rounded to 7 bits of mantissa. */
    BF16("bf16", 8);

    private static final int FIRST_WITH_MATRIX_UNITS_FOR_TF32 = 80;

    private final String key;
    private final int mask;

    Precision(String key, int mask) {
        this.key = key;
        this.mask = mask;
    }

    /** The part of the kernels' names. */
    String key() {
        return key;
    }

    /** The bit of {@code NC_PRECISIONS} that compiles its kernels. */
    int mask() {
        return mask;
    }

    /** Float32 on a GPU: the faster of the two ways. On GPUs for graphics three TF32 products take longer. */
    static Precision float32(Gpu gpu) {
        int capability = gpu.capability();
        return capability == 80 || capability == 90 || capability / 10 == 10 ? TF32X3 : FMA;
    }

    /**
     * The precision that a user asks for.
     *
     * @return null if the GPU does not have it
     */
    static Precision of(ComputeSpec.Precision requested, Gpu gpu) {
        if (requested == ComputeSpec.Precision.FLOAT32) {
            return float32(gpu);
        }
        if (gpu.capability() < FIRST_WITH_MATRIX_UNITS_FOR_TF32) {
            return null;
        }
        return requested == ComputeSpec.Precision.TF32 ? TF32 : BF16;
    }
}
