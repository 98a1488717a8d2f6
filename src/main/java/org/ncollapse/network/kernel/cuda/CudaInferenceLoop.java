package org.ncollapse.network.kernel.cuda;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ncollapse.network.kernel.FeatureBatch;
import org.ncollapse.network.kernel.InferenceLoop;
import org.ncollapse.network.kernel.NetworkPasses;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A pass whose features are copied to the host, those of several batches at a time. */
final class CudaInferenceLoop implements InferenceLoop {

    /** The memory for features of one call. */
    private static final long CALL_BYTES = 1L << 26;

    private final CudaEngine engine;
    private final DeviceImages images;
    private final int batchSize;
    private final int[] widths;
    /** For each tap, the features of the batches of one call. */
    private final long[] features;

    private final CudaPass pass;

    CudaInferenceLoop(CudaEngine engine, NetworkPasses network, DeviceImages images, int batchSize, List<String> taps) {
        this.engine = engine;
        this.images = images;
        this.batchSize = batchSize;
        widths = taps.stream().mapToInt(network::tapWidth).toArray();
        long bytesPerBatch =
                (long) batchSize * Float.BYTES * Arrays.stream(widths).sum();
        int batchesPerCall = (int)
                Math.max(1, Math.min(images.images().batches(batchSize), CALL_BYTES / Math.max(1, bytesPerBatch)));
        features = Arrays.stream(widths)
                .mapToLong(width -> engine.allocate((long) batchesPerCall * batchSize * width * Float.BYTES))
                .toArray();
        pass = new CudaPass(engine, network, images, batchSize, batchesPerCall, taps, this::store);
    }

    @Override
    public int batches() {
        return pass.batches();
    }

    @Override
    public List<FeatureBatch> run(int first) {
        int count = pass.run(first);
        List<FeatureBatch> results = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            results.add(read(first + i, i));
        }
        return results;
    }

    private void store(int tap, INDArray output) {
        int rows = (int) output.size(0);
        engine.kernel("store_rows")
                .arrays(output)
                .addresses(features[tap], pass.indexInCall())
                .integers(batchSize, rows, widths[tap])
                .run(CudaEngine.blocks((long) rows * widths[tap], 256));
    }

    private FeatureBatch read(int batch, int position) {
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
        return new FeatureBatch(
                Arrays.asList(values), Arrays.copyOfRange(images.images().labels(), start, start + rows), rows);
    }
}
