package org.ncollapse.metrics;

import org.ejml.data.DMatrixRMaj;
import org.ncollapse.stats.FeatureStatistics;

/**
 * The two factorisations that the measures of one (epoch, layer, split) share, computed once: the eigendecomposition of
 * Σ_W (one symmetric d×d problem), and the singular value decomposition of B = MQᵀ/√K, with which Σ_B = BBᵀ. Q is the
 * (K−1)×K Helmert basis, whose rows are orthonormal and orthogonal to 1, so that Σ_B needs no d×d algebra.
 */
public final class Factorizations {
    private final FeatureStatistics statistics;
    private final SymmetricEigen withinEigen;
    private final ThinSvd betweenSvd;

    private Factorizations(FeatureStatistics statistics) {
        this.statistics = statistics;
        this.withinEigen = SymmetricEigen.decomposeInPlace(statistics.withinCovariance());
        this.betweenSvd = ThinSvd.of(helmertTransform(statistics.centredMeans()));
    }

    /** Factorises the covariances of one snapshot. */
    public static Factorizations of(FeatureStatistics statistics) {
        return new Factorizations(statistics);
    }

    /** The snapshot these belong to. */
    public FeatureStatistics statistics() {
        return statistics;
    }

    /** Σ_W's eigenvalues, ascending, and eigenvectors. */
    SymmetricEigen withinEigen() {
        return withinEigen;
    }

    /**
     * Bᵀ's decomposition: squares of the singular values are Σ_B's non-zero eigenvalues, right singular vectors their
     * eigenvectors.
     */
    ThinSvd betweenSvd() {
        return betweenSvd;
    }

    /** Bᵀ, (K−1)×d, from the means as rows: row i−1 is {@code (Σ_{j<i} m_j − i m_i)}/√(i(i+1)K). */
    static DMatrixRMaj helmertTransform(DMatrixRMaj means) {
        int classes = means.numRows;
        DMatrixRMaj rows = new DMatrixRMaj(classes - 1, means.numCols);
        for (int j = 0; j < means.numCols; j++) {
            double sum = means.get(0, j);
            for (int i = 1; i < classes; i++) {
                double mean = means.get(i, j);
                rows.set(i - 1, j, (sum - i * mean) / Math.sqrt((double) i * (i + 1) * classes));
                sum += mean;
            }
        }
        return rows;
    }
}
