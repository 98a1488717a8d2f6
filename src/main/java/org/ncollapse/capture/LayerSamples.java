package org.ncollapse.capture;

import java.util.List;
import org.ejml.data.DMatrixRMaj;

/**
 * Samples of the training split at one epoch, in double precision.
 *
 * @param indices their indices in the split
 * @param labels their classes
 * @param taps the layers at which they are given
 * @param features for each tap a matrix with one row per sample
 * @param means for each tap the class means of the whole split, K×d; empty for none
 */
public record LayerSamples(
        int[] indices, int[] labels, List<String> taps, List<DMatrixRMaj> features, List<DMatrixRMaj> means) {

    public LayerSamples {
        taps = List.copyOf(taps);
        features = List.copyOf(features);
        means = List.copyOf(means);
    }

    /** Returns the same samples with the class means of the whole split. */
    public LayerSamples withMeans(List<DMatrixRMaj> newMeans) {
        return new LayerSamples(indices, labels, taps, features, newMeans);
    }
}
