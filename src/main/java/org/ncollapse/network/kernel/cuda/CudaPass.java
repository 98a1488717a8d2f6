package org.ncollapse.network.kernel.cuda;

import java.util.List;
import java.util.function.BiConsumer;
import org.ncollapse.network.kernel.BatchSizeCache;
import org.ncollapse.network.kernel.NetworkPasses;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A pass over a split in inference mode, each batch as one replay of a captured graph. Several batches are queued in
 * one call. Products are of float32, whatever the precision of training.
 */
final class CudaPass {

    /** The first call of a pass runs one batch, because many passes end with it; each further call runs more. */
    private static final int GROWTH = 4;

    private final CudaEngine engine;
    private final NetworkPasses network;
    private final DeviceImages images;
    private final int batchSize;
    private final int maxBatchesPerCall;
    private final List<String> taps;
    private final BiConsumer<Integer, INDArray> reader;
    private final long batchLabels;
    private final long batchIndex;
    private final long indexInCall;
    private final BatchSizeCache<CapturedWork> work = new BatchSizeCache<>();
    private int batchesPerCall = 1;

    /** @param reader queues what reads the features of each tap: rows × width */
    CudaPass(
            CudaEngine engine,
            NetworkPasses network,
            DeviceImages images,
            int batchSize,
            int maxBatchesPerCall,
            List<String> taps,
            BiConsumer<Integer, INDArray> reader) {
        this.engine = engine;
        this.network = network;
        this.images = images;
        this.batchSize = batchSize;
        this.maxBatchesPerCall = maxBatchesPerCall;
        this.taps = List.copyOf(taps);
        this.reader = reader;
        batchLabels = engine.allocate((long) batchSize * Integer.BYTES);
        batchIndex = engine.allocate(Integer.BYTES);
        indexInCall = engine.allocate(Integer.BYTES);
    }

    int batches() {
        return images.images().batches(batchSize);
    }

    /** The address of the number of the batch in the split. */
    long batchIndex() {
        return batchIndex;
    }

    /** The address of the number of the batch in the call. */
    long indexInCall() {
        return indexInCall;
    }

    /** Queues batches from {@code first} on and returns their number. */
    int run(int first) {
        batchesPerCall = first == 0 ? 1 : Math.min(maxBatchesPerCall, GROWTH * batchesPerCall);
        int count = Math.min(batchesPerCall, batches() - first);
        int full = Math.min(count, images.images().size() / batchSize - first);
        engine.context().copyToDevice(new int[] {first}, batchIndex, 1);
        engine.context().copyToDevice(new int[] {0}, indexInCall, 1);
        engine.weightPacks().packAll();
        queue(batchSize, full);
        queue(images.images().size() % batchSize, count - full);
        return count;
    }

    private void queue(int rows, int times) {
        if (times > 0) {
            work.computeIfAbsent(rows, size -> new CapturedWork(engine, () -> queueBatch(size)))
                    .run(times);
        }
    }

    private void queueBatch(int rows) {
        INDArray batch = network.inputOf(rows);
        images.gather(0, batchIndex, batch, batchLabels, batchSize);
        network.forwardInference(batch, taps, reader);
        engine.kernel("advance").threads(1).addresses(batchIndex).run(1);
        engine.kernel("advance").threads(1).addresses(indexInCall).run(1);
    }
}
