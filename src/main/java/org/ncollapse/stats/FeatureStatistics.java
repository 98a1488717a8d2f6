package org.ncollapse.stats;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * The class moments of one tap's features on one split: counts, class means, and the within-class covariance.
 * Immutable; every returned matrix is a copy.
 *
 * <p>N samples of width d in K classes. The mean and the variance of a class without samples are NaN, and so is
 * everything that is computed from all means. Σ_W is NaN only if there are no samples. Values that depend on a feature
 * that is not finite are NaN.
 */
public final class FeatureStatistics {
    private final long[] counts;
    private final long sampleCount;
    /** One sample of each class, K×d. */
    private final DMatrixRMaj anchors;
    /** The class means minus the anchors, K×d. Their sum is rounded to the precision of the anchor. */
    private final DMatrixRMaj offsets;

    private final DMatrixRMaj means;
    private final DMatrixRMaj withinCovariance;
    private final double[] variances;

    /**
     * Keeps the arrays without copying them: {@code anchors} and {@code offsets} K×d, NaN for a class without samples,
     * {@code within} Σ_W d×d, {@code variances} K.
     */
    FeatureStatistics(long[] counts, DMatrixRMaj anchors, DMatrixRMaj offsets, DMatrixRMaj within, double[] variances) {
        this.counts = counts;
        this.anchors = anchors;
        this.offsets = offsets;
        means = CommonOps_DDRM.add(anchors, offsets, null);
        this.withinCovariance = within;
        this.variances = variances;
        long sum = 0;
        for (long count : counts) {
            sum += count;
        }
        this.sampleCount = sum;
    }

    /** Returns K, the number of classes, empty ones included. */
    public int classes() {
        return counts.length;
    }

    /** Returns d, the width of the features. */
    public int width() {
        return means.numCols;
    }

    /** Returns N, the number of samples. */
    public long sampleCount() {
        return sampleCount;
    }

    /** Returns n_k, the number of samples of one class. */
    public long count(int label) {
        return counts[label];
    }

    /** Returns v_k = mean‖h − h̄_k‖² over the samples of one class. */
    public double variance(int label) {
        return variances[label];
    }

    /** Returns the uncentered class means h̄_k, as rows: K×d. */
    public DMatrixRMaj means() {
        return means.copy();
    }

    /** Returns Σ_W = (1/N) Σ_i (h_i − h̄_{y_i})(h_i − h̄_{y_i})ᵀ: d×d. */
    public DMatrixRMaj withinCovariance() {
        return withinCovariance.copy();
    }

    /** Returns tr Σ_W. */
    public double withinCovarianceTrace() {
        double trace = 0;
        for (int j = 0; j < withinCovariance.numCols; j++) {
            trace += withinCovariance.get(j, j);
        }
        return trace;
    }

    /** Returns ‖H‖² = Σ_i ‖h_i‖² over all samples. */
    public double squaredNorm() {
        double sum = sampleCount == 0 ? 0 : sampleCount * withinCovarianceTrace();
        for (int k = 0; k < counts.length; k++) {
            double squaredMean = 0;
            for (int j = 0; counts[k] > 0 && j < means.numCols; j++) {
                squaredMean += means.get(k, j) * means.get(k, j);
            }
            sum += counts[k] * squaredMean;
        }
        return sum;
    }

    /** Returns h̄_G, the mean of the class means (not of the samples): d values. */
    public double[] globalMean() {
        return RowMeans.mean(means);
    }

    /** Returns what rounding has removed from the global mean: h̄_G − {@link #globalMean()}, d values. */
    double[] globalMeanRemainder() {
        return RowMeans.meanFrom(globalMean(), anchors, offsets);
    }

    /**
     * Returns the means of some classes minus the mean of these means, as {@link #centeredMeans()} does for all.
     *
     * @param labels the classes, each with samples: as many rows, in this order
     */
    public DMatrixRMaj centeredMeans(int[] labels) {
        return RowMeans.centeredRows(rows(anchors, labels), rows(offsets, labels));
    }

    private static DMatrixRMaj rows(DMatrixRMaj matrix, int[] labels) {
        DMatrixRMaj rows = new DMatrixRMaj(labels.length, matrix.numCols);
        for (int i = 0; i < labels.length; i++) {
            System.arraycopy(matrix.data, labels[i] * matrix.numCols, rows.data, i * matrix.numCols, matrix.numCols);
        }
        return rows;
    }

    /**
     * Returns the centered class means h̄_k − h̄_G as rows: K×d, exactly zero if all means are equal. Computed from
     * differences between anchors, which are exact if these are close, and from differences between offsets.
     */
    public DMatrixRMaj centeredMeans() {
        return RowMeans.centeredRows(anchors, offsets);
    }
}
