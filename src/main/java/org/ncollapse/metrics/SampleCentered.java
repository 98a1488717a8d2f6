package org.ncollapse.metrics;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ncollapse.stats.FeatureStatistics;

/**
 * Metrics about the mean of all samples, in which large classes count more. In the columns of {@code metrics.csv} the
 * global mean is that of the class means.
 */
final class SampleCentered {

    private SampleCentered() {}

    /** Returns tr(Σ_W Σ_B†)/K with Σ_B = (1/K) Σ_k (h̄_k − h̄)(h̄_k − h̄)ᵀ; NaN if all means are equal. */
    static double nc1(PublishedMetric.Layer layer) {
        DMatrixRMaj means = means(layer.statistics());
        ThinSvd between = ThinSvd.of(means);
        int rank = between.rank();
        if (rank == 0) {
            return Double.NaN;
        }
        DMatrixRMaj basis = between.rowBasis();
        DMatrixRMaj products = CommonOps_DDRM.mult(basis, layer.statistics().withinCovariance(), null);
        double sum = 0;
        for (int r = 0; r < rank; r++) {
            double variance = 0;
            for (int j = 0; j < basis.numCols; j++) {
                variance += products.get(r, j) * basis.get(r, j);
            }
            double singularValue = between.singularValues()[r];
            sum += variance / (singularValue * singularValue);
        }
        // Σ_B† has 1/K in its inverse, which cancels the division by K.
        return sum;
    }

    /** Returns ‖n(W(H̄ − h̄1ᵀ)) − E‖_F. */
    static double nc3(PublishedMetric.Layer layer) {
        return FrameGeometry.distanceToEtf(layer.head().weights(), means(layer.statistics()));
    }

    /** Returns ‖Wh̄ + b‖. */
    static double globalLogitsNorm(PublishedMetric.Layer layer) {
        double[] mean = layer.statistics().globalMean();
        double[] offset = meanOffset(layer.statistics());
        DMatrixRMaj weights = layer.head().weights();
        double[] bias = layer.head().bias();
        double sum = 0;
        for (int k = 0; k < weights.numRows; k++) {
            double logit = bias[k];
            for (int j = 0; j < weights.numCols; j++) {
                logit += weights.get(k, j) * (mean[j] + offset[j]);
            }
            sum += logit * logit;
        }
        return Math.sqrt(sum);
    }

    /** Returns the class means minus the mean of all samples, as rows: K×d. */
    private static DMatrixRMaj means(FeatureStatistics statistics) {
        DMatrixRMaj means = statistics.centeredMeans();
        double[] offset = meanOffset(statistics);
        for (int k = 0; k < means.numRows; k++) {
            for (int j = 0; j < means.numCols; j++) {
                means.add(k, j, -offset[j]);
            }
        }
        return means;
    }

    /** Returns the mean of all samples minus the mean of the class means. */
    private static double[] meanOffset(FeatureStatistics statistics) {
        DMatrixRMaj means = statistics.centeredMeans();
        double[] offset = new double[means.numCols];
        for (int k = 0; k < means.numRows; k++) {
            for (int j = 0; j < means.numCols; j++) {
                offset[j] += means.get(k, j) * statistics.count(k) / statistics.sampleCount();
            }
        }
        return offset;
    }
}
