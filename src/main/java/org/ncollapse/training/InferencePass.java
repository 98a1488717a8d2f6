package org.ncollapse.training;

import java.util.List;
import org.ncollapse.data.Batches;
import org.ncollapse.data.ImageSplit;
import org.ncollapse.data.Standardizer;
import org.ncollapse.network.Network;
import org.ncollapse.stats.FeatureBlock;
import org.ncollapse.stats.HeadScores;

/**
 * Sends a split through the network in its own order, at fixed weights and in inference mode.
 * There is one size of batch for whatever looks at features: their last bits depend on it, and with two sizes the search for zero
 * training error and the measured error could disagree.
 */
public final class InferencePass {

    private static final List<String> HEAD_INPUT = List.of("penultimate");

    /** Large enough for the products to run at speed, small enough for all of a ResNet's maps to lie in memory at once. */
    private static final int BATCH = 128;

    private final Network network;
    private final Standardizer standardizer;

    /** @param standardizer the training split's, whatever split is sent */
    public InferencePass(Network network, Standardizer standardizer) {
        this.network = network;
        this.standardizer = standardizer;
    }

    /** Hands each tap's features on, block by block; {@code receivers} has one for each of {@code taps}. */
    public void run(ImageSplit split, List<String> taps, List<? extends FeatureBlock> receivers) {
        Batches batches = Batches.inOrder(split, standardizer, BATCH);
        float[] images = new float[BATCH * split.shape().size()];
        int[] labels = new int[BATCH];
        for (int batch = 0; batch < batches.count(); batch++) {
            int rows = batches.fill(batch, images, labels);
            List<float[]> features = network.features(taps, images, rows);
            for (int tap = 0; tap < taps.size(); tap++) {
                receivers.get(tap).accept(features.get(tap), labels, rows);
            }
        }
    }

    /** Whether no sample is misclassified. Stops at the first that is: while there are many, this costs one batch. */
    boolean fitsEverySample(ImageSplit split) {
        HeadScores scores = new HeadScores(network.head());
        Batches batches = Batches.inOrder(split, standardizer, BATCH);
        float[] images = new float[BATCH * split.shape().size()];
        int[] labels = new int[BATCH];
        boolean fits = true;
        for (int batch = 0; fits && batch < batches.count(); batch++) {
            int rows = batches.fill(batch, images, labels);
            scores.accept(network.features(HEAD_INPUT, images, rows).get(0), labels, rows);
            // Not-a-number, where finite weights give features that are not, is no fit either.
            fits = scores.error() == 0;
        }
        return fits;
    }
}
