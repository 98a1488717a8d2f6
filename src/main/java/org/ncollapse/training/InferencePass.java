package org.ncollapse.training;

import java.util.List;
import org.ncollapse.data.Batches;
import org.ncollapse.data.ImageSplit;
import org.ncollapse.data.Standardizer;
import org.ncollapse.network.Network;
import org.ncollapse.spec.ComputeSpec;
import org.ncollapse.spec.Tap;
import org.ncollapse.stats.FeatureConsumer;
import org.ncollapse.stats.HeadEvaluator;

/**
 * Sends a split through the network in its own order, at fixed weights and in inference mode. There is one size of
 * batch for whatever looks at features: their last bits depend on it, and with two sizes the search for zero training
 * error and the measured error could disagree.
 */
public final class InferencePass {

    private static final List<String> HEAD_INPUT = List.of(Tap.PENULTIMATE);

    /** Small enough for all of a ResNet's maps to lie in memory at once. */
    private static final int BATCH_OF_MAPS = 128;

    /** Large enough for an MLP's products to run at speed: a fifth faster than 128. */
    private static final int BATCH_OF_VECTORS = 512;

    private final Network network;
    private final Standardizer standardizer;
    private final StopSignal interruption;
    private final ComputeSpec compute;

    /**
     * @param standardizer the training split's, whatever split is sent
     * @param interruption ends a pass between two batches
     * @param compute where the network computes: on a card, what is done with a batch's features is done beside the
     *     next batch, on another thread
     */
    public InferencePass(Network network, Standardizer standardizer, StopSignal interruption, ComputeSpec compute) {
        this.network = network;
        this.standardizer = standardizer;
        this.interruption = interruption;
        this.compute = compute;
    }

    /** The one size of batch. */
    public static int batchSize(boolean maps) {
        return maps ? BATCH_OF_MAPS : BATCH_OF_VECTORS;
    }

    /** Hands each tap's features on, block by block; {@code receivers} has one for each of {@code taps}. */
    public void run(ImageSplit split, List<String> taps, List<? extends FeatureConsumer> receivers) {
        forEachBatch(split, taps, (features, labels, rows) -> {
            for (int tap = 0; tap < taps.size(); tap++) {
                receivers.get(tap).accept(features.get(tap), labels, rows);
            }
            return true;
        });
    }

    /** Whether no sample is misclassified. Stops at the first that is: while there are many, this costs one batch. */
    boolean hasZeroError(ImageSplit split) {
        try (HeadEvaluator scores = new HeadEvaluator(network.head())) {
            return forEachBatch(split, HEAD_INPUT, (features, labels, rows) -> {
                scores.accept(features.get(0), labels, rows);
                // Not-a-number, where finite weights give features that are not, is no fit either.
                return scores.error() == 0;
            });
        }
    }

    /** Takes one batch's features at each tap; false ends the pass. */
    @FunctionalInterface
    private interface BatchConsumer {
        boolean take(List<float[]> features, int[] labels, int rows);
    }

    /** Whether every batch was taken. */
    private boolean forEachBatch(ImageSplit split, List<String> taps, BatchConsumer taker) {
        int batchSize = batchSize(network.hasFeatureMaps());
        Batches batches = Batches.sequential(split, standardizer, batchSize);
        float[] images = new float[batchSize * split.shape().size()];
        // Features come copied from wherever they were computed, by the one thread that speaks with ND4J; labels are
        // each batch's own.
        try (AsyncConsumer follower = new AsyncConsumer(compute)) {
            for (int batch = 0; follower.shouldContinue() && batch < batches.count(); batch++) {
                interruption.throwIfRequested();
                int[] labels = new int[batchSize];
                int rows = batches.fill(batch, images, labels);
                List<float[]> features = network.features(taps, images, rows);
                follower.submit(() -> taker.take(features, labels, rows));
            }
            return follower.await();
        }
    }
}
