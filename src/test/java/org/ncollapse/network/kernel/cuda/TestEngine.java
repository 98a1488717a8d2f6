package org.ncollapse.network.kernel.cuda;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.ncollapse.network.kernel.cuda.driver.CudaContext;
import org.ncollapse.network.kernel.cuda.driver.CudaDriver;
import org.ncollapse.network.kernel.cuda.driver.CudaModule;
import org.ncollapse.network.kernel.cuda.driver.Gpu;
import org.ncollapse.network.kernel.cuda.driver.Nvrtc;
import org.ncollapse.network.kernel.cuda.driver.NvrtcFinder;

/** The first GPU, emulated or real, with the kernels of every precision that it has, for any choice of tiles. */
final class TestEngine {

    private static final int FIRST_WITH_TF32 = 80;

    private final CudaContext context;
    private final CudaModule module;
    private final String compiler;

    private TestEngine(CudaContext context, CudaModule module, String compiler) {
        this.context = context;
        this.module = module;
        this.compiler = compiler;
    }

    /** @param folder where compiled kernels are kept */
    static TestEngine open(Path folder) {
        return open(CudaDriver.load("a check"), folder);
    }

    static TestEngine open(CudaDriver driver, Path folder) {
        CudaContext context = driver.open(0);
        Gpu gpu = context.gpu();
        Nvrtc nvrtc = NvrtcFinder.find();
        List<byte[]> parts = CudaSources.compiler(folder)
                .compile(
                        nvrtc,
                        nvrtc.architectureFor(gpu, context.driverVersion()),
                        CudaSources.parts(precisionsOf(gpu), true),
                        () -> {});
        return new TestEngine(context, context.load(parts), "NVRTC " + nvrtc.version());
    }

    private static Set<Precision> precisionsOf(Gpu gpu) {
        return gpu.capability() < FIRST_WITH_TF32 ? EnumSet.of(Precision.FMA) : EnumSet.allOf(Precision.class);
    }

    /** What has compiled the kernels. */
    String compiler() {
        return compiler;
    }

    CudaContext context() {
        return context;
    }

    /** The precisions that the GPU has. */
    Set<Precision> precisions() {
        return precisionsOf(context.gpu());
    }

    /** A new engine that selects from some tiles. Engines share the GPU and its stream, but no memory. */
    CudaEngine engine(List<Tile> tiles) {
        return new CudaEngine(context, module, new TileSelection(context.gpu().multiprocessors(), tiles));
    }
}
