package org.ncollapse.network.kernel.cuda;

import java.util.Arrays;
import java.util.List;
import org.ncollapse.network.kernel.InferenceLoop;
import org.ncollapse.network.kernel.InferenceResult;
import org.ncollapse.network.kernel.NetworkPasses;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A pass whose class moments are computed on the GPU. They and the features of several batches are copied at once. */
final class CudaInferenceLoop implements InferenceLoop {

    /** The memory for features of one call. */
    private static final long CALL_BYTES = 1L << 25;

    private final CudaEngine engine;
    private final DeviceImages images;
    private final int batchSize;
    private final TapOutput[] outputs;
    private final SamplesByClass samples;
    private final long partials;
    private final CudaPass pass;

    CudaInferenceLoop(
            CudaEngine engine,
            NetworkPasses network,
            DeviceImages images,
            int batchSize,
            List<String> taps,
            int classes) {
        this.engine = engine;
        this.images = images;
        this.batchSize = batchSize;
        int[] widths = taps.stream().mapToInt(network::tapWidth).toArray();
        long bytesPerBatch =
                (long) batchSize * Float.BYTES * Arrays.stream(widths).sum();
        int batchesPerCall = (int)
                Math.max(1, Math.min(images.images().batches(batchSize), CALL_BYTES / Math.max(1, bytesPerBatch)));
        int maxRows = Math.min(images.images().size(), batchesPerCall * batchSize);
        outputs = Arrays.stream(widths)
                .mapToObj(width -> new TapOutput(engine, classes, width, maxRows))
                .toArray(TapOutput[]::new);
        samples = new SamplesByClass(engine, classes, maxRows);
        partials = engine.allocate(Arrays.stream(outputs)
                .mapToLong(output -> output.moments().partialBytes())
                .max()
                .orElseThrow());
        pass = new CudaPass(engine, network, images, batchSize, batchesPerCall, taps, this::store);
    }

    @Override
    public int batches() {
        return pass.batches();
    }

    @Override
    public InferenceResult run(int first) {
        int count = pass.run(first);
        int start = first * batchSize;
        int rows = Math.min(images.images().size() - start, count * batchSize);
        int[] labels = Arrays.copyOfRange(images.images().labels(), start, start + rows);
        samples.set(labels);
        for (TapOutput output : outputs) {
            output.queueCopies(samples, rows, partials);
        }
        engine.context().synchronize();
        long[] counts = samples.counts();
        return new InferenceResult(
                count,
                Arrays.stream(outputs)
                        .map(output -> output.latest(labels, counts))
                        .toList());
    }

    private void store(int tap, INDArray output) {
        outputs[tap].store(output, pass.indexInCall(), batchSize);
    }
}
