package org.ncollapse.network.kernel;

import java.util.List;
import org.ncollapse.stats.FeatureBatch;

/**
 * The result of one call of an {@link InferenceLoop}.
 *
 * @param batches the number of batches that have been run
 * @param features all their features, for each tap; the call after the next one uses the memory again
 */
public record InferenceResult(int batches, List<FeatureBatch> features) {}
