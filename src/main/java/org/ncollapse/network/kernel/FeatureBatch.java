package org.ncollapse.network.kernel;

import java.util.List;

/**
 * The features of one batch.
 *
 * @param features for each tap, rows × width elements
 * @param labels the class of each row
 */
public record FeatureBatch(List<float[]> features, int[] labels, int rows) {}
