package org.ncollapse.network.kernel.cuda;

import org.ncollapse.network.kernel.cuda.driver.CudaGraph;

/**
 * Work that is repeated. The first time it is queued kernel by kernel, which allocates what it needs. The second time
 * it is captured, and from then on replayed as one graph. It starts again when memory was freed that it may refer to.
 */
final class CapturedWork {

    /** Work of few kernels is captured this many times in one graph, because starting a graph takes time too. */
    private static final int REPETITIONS = 8;

    private static final int FEW_KERNELS = 48;

    private final CudaEngine engine;
    private final Runnable work;
    private CudaGraph once;
    private CudaGraph repeated;
    private long frees = -1;

    CapturedWork(CudaEngine engine, Runnable work) {
        this.engine = engine;
        this.work = work;
    }

    /** Queues the work a number of times. */
    void run(int times) {
        int left = times;
        while (left > 0) {
            if (frees != engine.frees()) {
                forgetGraphs();
                work.run();
                engine.weightPacks().combine();
                frees = engine.frees();
                left--;
            } else if (once == null) {
                capture();
            } else if (repeated != null && left >= REPETITIONS) {
                repeated.launch();
                left -= REPETITIONS;
            } else {
                once.launch();
                left--;
            }
        }
    }

    private void capture() {
        long before = engine.launches();
        once = engine.context().capture(work);
        if (engine.launches() - before <= FEW_KERNELS) {
            repeated = engine.context().capture(() -> {
                for (int i = 0; i < REPETITIONS; i++) {
                    work.run();
                }
            });
        }
    }

    private void forgetGraphs() {
        if (once != null) {
            once.close();
            once = null;
        }
        if (repeated != null) {
            repeated.close();
            repeated = null;
        }
    }
}
