package org.ncollapse.metrics;

import org.ejml.data.DMatrixRMaj;
import org.ncollapse.stats.FeatureStatistics;

/**
 * The two factorizations that the metrics of one (epoch, layer, split) share: the eigendecomposition of Σ_W (one
 * symmetric d×d problem), and the singular value decomposition of B = MQᵀ/√K, for which Σ_B = BBᵀ. Q is the (K−1)×K
 * Helmert basis, whose rows are orthonormal and orthogonal to 1, so that Σ_B needs no d×d algebra.
 */
public final class Factorizations {
    private final FeatureStatistics statistics;
    private final SymmetricEigen withinEigen;
    private final ThinSvd betweenSvd;

    private Factorizations(FeatureStatistics statistics) {
        this.statistics = statistics;
        this.withinEigen = SymmetricEigen.decomposeInPlace(statistics.withinCovariance());
        this.betweenSvd = ThinSvd.of(helmertTransform(statistics.centeredMeans()));
    }

    /** Factorizes the covariances of a layer and split. */
    public static Factorizations of(FeatureStatistics statistics) {
        return new Factorizations(statistics);
    }

    /** Returns the statistics that were factorized. */
    public FeatureStatistics statistics() {
        return statistics;
    }

    /** Returns the eigenvalues of Σ_W, ascending, and its eigenvectors. */
    SymmetricEigen withinEigen() {
        return withinEigen;
    }

    /**
     * Returns the decomposition of Bᵀ: the squares of its singular values are the non-zero eigenvalues of Σ_B, its
     * right singular vectors are their eigenvectors.
     */
    ThinSvd betweenSvd() {
        return betweenSvd;
    }

    /** Returns Bᵀ, (K−1)×d, from the means as rows: row i−1 is {@code (Σ_{j<i} m_j − i m_i)}/√(i(i+1)K). */
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
