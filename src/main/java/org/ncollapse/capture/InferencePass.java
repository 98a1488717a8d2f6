package org.ncollapse.capture;

import java.util.List;
import org.ncollapse.data.Batches;
import org.ncollapse.data.ImageSplit;
import org.ncollapse.data.Standardizer;
import org.ncollapse.network.Network;
import org.ncollapse.stats.FeatureBlock;

/** Sends a split through the network once, in its own order and in inference mode, and hands each tap's features on block by block. */
final class InferencePass {

    /** Large enough for the products to run at speed, small enough for all of a ResNet's maps to lie in memory at once. */
    private static final int BATCH = 128;

    private final Network network;
    private final Standardizer standardizer;

    InferencePass(Network network, Standardizer standardizer) {
        this.network = network;
        this.standardizer = standardizer;
    }

    /** @param receivers for each tap, who takes its features */
    void run(ImageSplit split, List<String> taps, List<? extends FeatureBlock> receivers) {
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
}
