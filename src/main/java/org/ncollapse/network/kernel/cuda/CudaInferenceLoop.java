package org.ncollapse.network.kernel.cuda;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ncollapse.network.kernel.Kernels;
import org.ncollapse.network.kernel.PerBatchSize;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A pass in inference mode. Several batches run one after another, each as one replay of a captured graph, before the
 * host copies their features. Products are of float32, whatever the precision of training.
 */
final class CudaInferenceLoop implements Kernels.InferenceLoop {

    /** The memory for features of one call. */
    private static final long CALL_BYTES = 1L << 26;

    private static final int MAX_BATCHES_PER_CALL = 64;

    /** The first call of a pass runs one batch, because many passes end with it; each further call runs more. */
    private static final int GROWTH = 4;

    private final CudaEngine engine;
    private final Kernels.NetworkPasses network;
    private final DeviceImages images;
    private final int batchSize;
    private final List<String> taps;
    private final int[] widths;
    private final int maxBatchesPerCall;
    /** For each tap, the features of the batches of one call. */
    private final long[] features;

    private final long batchLabels;
    /** The number of the batch in the split, and in the call. */
    private final long batchIndex;

    private final long indexInCall;
    private final PerBatchSize<CapturedWork> work = new PerBatchSize<>();
    private int batchesPerCall;

    CudaInferenceLoop(
            CudaEngine engine,
            Kernels.NetworkPasses network,
            DeviceImages images,
            int batchSize,
            List<String> taps) {
        this.engine = engine;
        this.network = network;
        this.images = images;
        this.batchSize = batchSize;
        this.taps = List.copyOf(taps);
        widths = taps.stream().mapToInt(network::tapWidth).toArray();
        long bytesPerBatch = (long) batchSize * Float.BYTES * Arrays.stream(widths).sum();
        maxBatchesPerCall = (int) Math.max(
                1, Math.min(Math.min(MAX_BATCHES_PER_CALL, batches()), CALL_BYTES / Math.max(1, bytesPerBatch)));
        features = Arrays.stream(widths)
                .mapToLong(width -> engine.allocate((long) maxBatchesPerCall * batchSize * width * Float.BYTES))
                .toArray();
        batchLabels = engine.allocate((long) batchSize * Integer.BYTES);
        batchIndex = engine.allocate(Integer.BYTES);
        indexInCall = engine.allocate(Integer.BYTES);
    }

    @Override
    public int batches() {
        return images.images().batches(batchSize);
    }

    @Override
    public List<Kernels.FeatureBatch> run(int first) {
        batchesPerCall = first == 0 ? 1 : Math.min(maxBatchesPerCall, GROWTH * batchesPerCall);
        int count = Math.min(batchesPerCall, batches() - first);
        int full = Math.min(count, images.images().size() / batchSize - first);
        engine.context().copyToDevice(new int[] {first}, batchIndex, 1);
        engine.context().copyToDevice(new int[] {0}, indexInCall, 1);
        engine.weightPacks().packAll();
        queue(batchSize, full);
        queue(images.images().size() % batchSize, count - full);
        List<Kernels.FeatureBatch> results = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            results.add(read(first + i, i));
        }
        return results;
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
        network.forwardInference(batch, taps, (tap, output) -> engine.kernel("store_rows")
                .arrays(output)
                .addresses(features[tap], indexInCall)
                .integers(batchSize, rows, widths[tap])
                .run(CudaEngine.blocks((long) rows * widths[tap], 256)));
        engine.kernel("advance").threads(1).addresses(batchIndex).run(1);
        engine.kernel("advance").threads(1).addresses(indexInCall).run(1);
    }

    private Kernels.FeatureBatch read(int batch, int position) {
        int start = batch * batchSize;
        int rows = Math.min(batchSize, images.images().size() - start);
        float[][] values = new float[widths.length][];
        for (int tap = 0; tap < widths.length; tap++) {
            values[tap] = new float[rows * widths[tap]];
            engine.context()
                    .copyToHost(
                            features[tap] + (long) position * batchSize * widths[tap] * Float.BYTES,
                            values[tap],
                            values[tap].length);
        }
        return new Kernels.FeatureBatch(
                Arrays.asList(values), Arrays.copyOfRange(images.images().labels(), start, start + rows), rows);
    }
}
