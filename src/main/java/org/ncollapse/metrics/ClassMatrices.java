package org.ncollapse.metrics;

import org.ejml.data.DMatrixRMaj;
import org.ncollapse.stats.FeatureStatistics;
import org.ncollapse.stats.Head;

/**
 * The K×K matrices kept for each (epoch, layer, split), none of them normalised. What needs the mean of an absent class
 * is NaN.
 *
 * @param meanGram {@link #meanGram}
 * @param headGram {@link #headGram}; null for a layer that the head does not read
 * @param meanLogits {@link #meanLogits}; null likewise
 */
public record ClassMatrices(DMatrixRMaj meanGram, DMatrixRMaj headGram, DMatrixRMaj meanLogits) {

    /** All of them; {@code head} is null for a layer that no head reads. */
    public static ClassMatrices of(FeatureStatistics statistics, Head head) {
        return new ClassMatrices(
                meanGram(statistics),
                head == null ? null : headGram(head),
                head == null ? null : meanLogits(statistics, head));
    }

    /** H̄ᵀH̄, the inner products of the uncentred class means: entry (i, j) is h̄_i·h̄_j. */
    public static DMatrixRMaj meanGram(FeatureStatistics statistics) {
        DMatrixRMaj means = statistics.means();
        return FrameGeometry.multiplyTransposed(means, means);
    }

    /** WWᵀ, the inner products of the head's rows: entry (i, j) is w_i·w_j. */
    public static DMatrixRMaj headGram(Head head) {
        DMatrixRMaj weights = head.weights();
        return FrameGeometry.multiplyTransposed(weights, weights);
    }

    /**
     * The logits at the class means, a class a column as in WH̄: entry (i, j) is output i at the mean of class j,
     * w_i·h̄_j + b_i.
     */
    public static DMatrixRMaj meanLogits(FeatureStatistics statistics, Head head) {
        DMatrixRMaj logits = FrameGeometry.multiplyTransposed(head.weights(), statistics.means());
        double[] bias = head.bias();
        for (int i = 0; i < logits.numRows; i++) {
            for (int j = 0; j < logits.numCols; j++) {
                logits.add(i, j, bias[i]);
            }
        }
        return logits;
    }
}
