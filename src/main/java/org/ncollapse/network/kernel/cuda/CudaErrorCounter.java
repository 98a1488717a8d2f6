package org.ncollapse.network.kernel.cuda;

import java.util.List;
import org.ncollapse.network.kernel.ErrorCount;
import org.ncollapse.network.kernel.ErrorCounter;
import org.ncollapse.network.kernel.NetworkPasses;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Counts misclassified images on the GPU, with the head in double precision. */
final class CudaErrorCounter implements ErrorCounter {

    private static final int ROWS_PER_BLOCK = 8;
    private static final int THREADS_OF_COUNT = 1024;

    private final CudaEngine engine;
    private final DeviceImages images;
    private final int batchSize;
    private final int width;
    private final INDArray weights;
    private final INDArray bias;
    private final CudaPass pass;
    private final long predictions;
    private final long errors;

    CudaErrorCounter(
            CudaEngine engine,
            NetworkPasses network,
            DeviceImages images,
            int batchSize,
            String tap,
            INDArray weights,
            INDArray bias) {
        this.engine = engine;
        this.images = images;
        this.batchSize = batchSize;
        this.weights = weights;
        this.bias = bias;
        width = network.tapWidth(tap);
        predictions = engine.allocate((long) images.images().size() * Integer.BYTES);
        errors = engine.allocate(Integer.BYTES);
        pass = new CudaPass(
                engine,
                network,
                images,
                batchSize,
                images.images().batches(batchSize),
                List.of(tap),
                (index, features) -> predict(features));
    }

    @Override
    public int batches() {
        return pass.batches();
    }

    @Override
    public ErrorCount run(int first) {
        int count = pass.run(first);
        int start = first * batchSize;
        int rows = Math.min(images.images().size() - start, count * batchSize);
        long offset = (long) start * Integer.BYTES;
        engine.kernel("count_errors")
                .threads(THREADS_OF_COUNT)
                .addresses(predictions + offset, images.labels() + offset, errors)
                .integers(rows)
                .run(1);
        int[] result = new int[1];
        engine.context().copyToHost(errors, result, 1);
        return new ErrorCount(count, result[0]);
    }

    private void predict(INDArray features) {
        int rows = (int) features.size(0);
        engine.kernel("head_predictions")
                .arrays(features, weights, bias)
                .addresses(predictions, pass.batchIndex())
                .integers(batchSize, rows, width, (int) weights.length() / width)
                .run(CudaEngine.blocks(rows, ROWS_PER_BLOCK));
    }
}
