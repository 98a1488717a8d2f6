package org.ncollapse.network.kernel.cuda;

import org.ncollapse.network.kernel.cuda.driver.CudaDriver;
import org.ncollapse.network.kernel.cuda.driver.KernelCompiler;

/**
 * The first GPU. It is opened with all kernels, so that other processes find them compiled.
 *
 * @param gpu name, compute capability, memory, driver
 * @param multiprocessors of the GPU
 * @param compiler what compiles kernels
 * @param seconds that opening took: most of them for compiling, unless that was done before
 */
public record GpuDescription(String gpu, int multiprocessors, String compiler, double seconds) {

    public static GpuDescription open() {
        long start = System.nanoTime();
        TestEngine engine = TestEngine.open(CudaDriver.load("a check"), KernelCompiler.defaultFolder());
        double seconds = (System.nanoTime() - start) * 1e-9;
        return new GpuDescription(
                engine.context().gpu().describe(engine.context().driverVersion()),
                engine.context().gpu().multiprocessors(),
                engine.compiler(),
                seconds);
    }
}
