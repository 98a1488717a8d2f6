package org.ncollapse.stats;

import org.ejml.data.DMatrixRMaj;

/**
 * The class moments of one tap's features on one split: counts, class means, and the within-class covariance.
 * Immutable; every matrix handed out is a copy.
 *
 * <p>N samples of width d in K classes. A class without samples has NaN for its mean and its variance, and so has
 * everything built on all the means; Σ_W is NaN only without any sample. A feature that is not finite makes NaN of what
 * it enters.
 */
public final class FeatureStatistics {
    private final long[] counts;
    private final long sampleCount;
    private final DMatrixRMaj means;
    private final DMatrixRMaj withinCovariance;
    private final double[] variances;

    /** Takes the arrays over: {@code means} K×d, {@code within} Σ_W d×d, {@code variances} K. */
    FeatureStatistics(long[] counts, DMatrixRMaj means, DMatrixRMaj within, double[] variances) {
        this.counts = counts;
        this.means = means;
        this.withinCovariance = within;
        this.variances = variances;
        long sum = 0;
        for (long count : counts) {
            sum += count;
        }
        this.sampleCount = sum;
    }

    /** K, the number of classes, empty ones included. */
    public int classes() {
        return counts.length;
    }

    /** d, the features' width. */
    public int width() {
        return means.numCols;
    }

    /** N, the number of samples. */
    public long sampleCount() {
        return sampleCount;
    }

    /** n_k, the number of samples of one class. */
    public long count(int label) {
        return counts[label];
    }

    /** v_k = mean‖h − h̄_k‖² over the samples of one class. */
    public double variance(int label) {
        return variances[label];
    }

    /** The uncentred class means h̄_k, as rows: K×d. */
    public DMatrixRMaj means() {
        return means.copy();
    }

    /** Σ_W = (1/N) Σ_i (h_i − h̄_{y_i})(h_i − h̄_{y_i})ᵀ: d×d. */
    public DMatrixRMaj withinCovariance() {
        return withinCovariance.copy();
    }

    /** tr Σ_W. */
    public double withinCovarianceTrace() {
        double trace = 0;
        for (int j = 0; j < withinCovariance.numCols; j++) {
            trace += withinCovariance.get(j, j);
        }
        return trace;
    }

    /** h̄_G, the mean of the class means (not of the samples): d values. */
    public double[] globalMean() {
        return RowMeans.mean(means);
    }

    /** The centred class means h̄_k − h̄_G, as rows: K×d, exactly zero where all means are equal. */
    public DMatrixRMaj centredMeans() {
        return RowMeans.centredRows(means);
    }
}
