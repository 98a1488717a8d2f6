package org.ncollapse.network.kernel.cuda;

import java.nio.file.Path;
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

    private CudaSources() {}

    /** @param folder where compiled kernels are kept */
    static KernelCompiler compiler(Path folder) {
        return new KernelCompiler(CudaSources.class, MAIN, HEADERS, folder);
    }

    /** Options that compile the products of some precisions and all other kernels. */
    static List<String> options(Set<Precision> precisions) {
        int mask = precisions.stream().mapToInt(Precision::mask).sum();
        // Where a fused multiply-add is wanted it is written, so that results do not depend on the compiler's choice.
        return List.of("--std=c++17", "--fmad=false", "-DNC_PRECISIONS=" + mask, "-DNC_COMMON=1");
    }
}
