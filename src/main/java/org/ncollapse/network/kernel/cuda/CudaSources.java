package org.ncollapse.network.kernel.cuda;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.ncollapse.network.kernel.cuda.driver.KernelCompiler;

/** The sources of the kernels, which are resources next to this class, and how they are compiled. */
final class CudaSources {

    private static final String MAIN = "kernels.cu";
    static final List<String> HEADERS = List.of(
            "batch_norm.cuh",
            "batch_norm_backward.cuh",
            "conv2d.cuh",
            "conv2d_weights.cuh",
            "data.cuh",
            "elementwise.cuh",
            "epilogue.cuh",
            "linear.cuh",
            "loaders.cuh",
            "moments.cuh",
            "multiply.cuh",
            "platform.cuh",
            "predictions.cuh",
            "product.cuh",
            "sums.cuh",
            "tile.cuh",
            "tiles.cuh",
            "training.cuh");

    /** The bits of {@code NC_PRODUCTS}. */
    private static final int LINEAR = 1;

    private static final int WEIGHT_GRADIENTS = 2;
    private static final int CONVOLUTIONS = 4;

    private CudaSources() {}

    /** @param folder where compiled kernels are kept */
    static KernelCompiler compiler(Path folder) {
        return new KernelCompiler(CudaSources.class, MAIN, HEADERS, folder);
    }

    /**
     * The parts into which the kernels are divided, so that several can be compiled at once: the options of each, the
     * part that takes longest first.
     *
     * @param precisions those of the matrix products
     * @param convolutions whether the network has convolutions
     */
    static List<List<String>> parts(Set<Precision> precisions, boolean convolutions) {
        List<List<String>> parts = new ArrayList<>();
        for (int products : convolutions
                ? new int[] {CONVOLUTIONS, WEIGHT_GRADIENTS, LINEAR}
                : new int[] {WEIGHT_GRADIENTS, LINEAR}) {
            precisions.forEach(precision -> parts.add(options(precision.mask(), products, false)));
        }
        parts.add(options(0, 0, true));
        return parts;
    }

    private static List<String> options(int precisions, int products, boolean common) {
        // Where a fused multiply-add is wanted it is written, so that results do not depend on the compiler's choice.
        return List.of(
                "--std=c++17",
                "--fmad=false",
                "-DNC_PRECISIONS=" + precisions,
                "-DNC_PRODUCTS=" + products,
                "-DNC_COMMON=" + (common ? 1 : 0));
    }
}
