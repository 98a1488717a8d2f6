package org.ncollapse.network.kernel;

import java.util.Arrays;
import java.util.List;
import org.ncollapse.stats.ArrayBatch;
import org.ncollapse.stats.FeatureBatch;

/** Inference batch by batch: the host standardizes the images. */
final class HostInferenceLoop implements InferenceLoop {

    private final Kernels kernels;
    private final NetworkPasses network;
    private final LabeledImages images;
    private final int batchSize;
    private final List<String> taps;
    private final float[] batch;

    HostInferenceLoop(Kernels kernels, NetworkPasses network, LabeledImages images, int batchSize, List<String> taps) {
        this.kernels = kernels;
        this.network = network;
        this.images = images;
        this.batchSize = batchSize;
        this.taps = taps;
        batch = new float[Math.min(batchSize, images.size()) * images.shape().size()];
    }

    @Override
    public int batches() {
        return images.batches(batchSize);
    }

    @Override
    public InferenceResult run(int first) {
        int start = first * batchSize;
        int rows = Math.min(batchSize, images.size() - start);
        for (int row = 0; row < rows; row++) {
            images.standardize(start + row, batch, row * images.shape().size());
        }
        int[] labels = Arrays.copyOfRange(images.labels(), start, start + rows);
        FeatureBatch[] features = new FeatureBatch[taps.size()];
        network.forwardInference(
                network.load(batch, rows),
                taps,
                (tap, output) -> features[tap] =
                        new ArrayBatch(kernels.toFloats(output), network.tapWidth(taps.get(tap)), labels, rows));
        return new InferenceResult(1, List.of(features));
    }
}
