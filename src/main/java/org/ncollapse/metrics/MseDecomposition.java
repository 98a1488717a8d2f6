package org.ncollapse.metrics;

import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ncollapse.stats.FeatureStatistics;
import org.ncollapse.stats.Head;

/**
 * The squared error of a head in three parts (Han, Papyan &amp; Donoho 2022): what the features' spread costs the best
 * head, what their means cost it, and what this head loses against it.
 *
 * <p>With x = [h; 1] if the head has a bias, else h, V = [W b], λ the head's weight decay and V_LS the minimiser of
 * (1/2N)Σ‖Vx_i − e_{y_i}‖² + λ/2‖V‖², the three add up to that expression at V. An empty class does no harm; λ = 0 is
 * the limit λ → 0, V_LS then the minimiser of least norm.
 *
 * @param nc1 ½ tr(V_LS(Σ_W(x) + λI)V_LSᵀ)
 * @param nc23 (1/2N) Σ_k n_k‖V_LS x̄_k − e_k‖²
 * @param perp the rest: zero where V = V_LS
 */
public record MseDecomposition(double nc1, double nc23, double perp) {

    /**
     * Computes the three parts from one snapshot's factors, the head that reads its features, and λ ≥ 0.
     *
     * <p>With D = diag(n_k/N), Z = X̄D^½ and R = (I + Zᵀ(Σ_W(x) + λI)⁻¹Z)⁻¹ the first two are ½tr(D(R − R²)) and
     * ½tr(DR²): K×K algebra in the eigenbasis of Σ_W, with no d×d system to solve.
     */
    public static MseDecomposition of(Factorizations factors, Head head, double decay) {
        if (decay < 0) {
            throw new IllegalArgumentException("weight decay must not be negative, but is " + decay);
        }
        FeatureStatistics statistics = factors.statistics();
        int[] present = present(statistics);
        if (present.length == 0 || Double.isNaN(decay)) {
            return allNaN();
        }
        double[] shares = new double[present.length];
        for (int i = 0; i < present.length; i++) {
            shares[i] = (double) statistics.count(present[i]) / statistics.sampleCount();
        }
        // An unpenalised bias fits the weighted mean exactly: R vanishes along √D1, and only means less their mean
        // matter.
        boolean freeBias = head.hasBias() && decay == 0;
        DMatrixRMaj means = means(statistics, present, freeBias ? shares : null);
        DMatrixRMaj basis = freeBias ? complement(shares) : CommonOps_DDRM.identity(present.length);
        double[] parts = bestHead(factors.withinEigen(), means, shares, basis, head.hasBias() && decay > 0, decay);
        return new MseDecomposition(
                parts[0], parts[1], total(factors, head, decay, present, shares) - parts[0] - parts[1]);
    }

    /** For a layer the head does not read: NaN throughout. */
    public static MseDecomposition allNaN() {
        return new MseDecomposition(Double.NaN, Double.NaN, Double.NaN);
    }

    private static double[] bestHead(
            SymmetricEigen within,
            DMatrixRMaj means,
            double[] shares,
            DMatrixRMaj basis,
            boolean penalisedBias,
            double decay) {
        int classes = shares.length;
        int width = means.numCols;
        DMatrixRMaj projected = FrameGeometry.multiplyTransposed(means, within.eigenvectors());
        DMatrixRMaj scaled = new DMatrixRMaj(classes, penalisedBias ? width + 1 : width);
        double[] eigenvalues = new double[scaled.numCols];
        for (int j = 0; j < eigenvalues.length; j++) {
            eigenvalues[j] = decay + (j < width ? within.eigenvalues()[j] : 0);
            for (int i = 0; i < classes; i++) {
                scaled.set(i, j, Math.sqrt(shares[i]) * (j < width ? projected.get(i, j) : 1));
            }
        }
        Resolvent resolvent = Resolvent.of(CommonOps_DDRM.mult(basis, scaled, null), eigenvalues);
        DMatrixRMaj vectors = CommonOps_DDRM.multTransA(basis, resolvent.eigenvectors(), null);
        double nc1 = 0;
        double nc23 = 0;
        for (int i = 0; i < vectors.numCols; i++) {
            double weight = weight(shares, vectors, i);
            double shrinkage = resolvent.eigenvalues()[i];
            nc1 += shrinkage == 0
                    ? 0
                    : weight * shrinkage * shrinkage * resolvent.gains()[i];
            nc23 += weight * shrinkage * shrinkage;
        }
        if (vectors.numCols < basis.numRows) {
            // More classes than features: R is the identity on what the eigenvectors leave of tr D.
            DMatrixRMaj rows = CommonOps_DDRM.transpose(basis, null);
            for (int i = 0; i < rows.numCols; i++) {
                nc23 += weight(shares, rows, i);
            }
            for (int i = 0; i < vectors.numCols; i++) {
                nc23 -= weight(shares, vectors, i);
            }
        }
        return new double[] {nc1 / 2, nc23 / 2};
    }

    /** uᵀDu for one column u. */
    private static double weight(double[] shares, DMatrixRMaj vectors, int column) {
        double sum = 0;
        for (int k = 0; k < shares.length; k++) {
            sum += shares[k] * vectors.get(k, column) * vectors.get(k, column);
        }
        return sum;
    }

    private static int[] present(FeatureStatistics statistics) {
        return IntStream.range(0, statistics.classes())
                .filter(k -> statistics.count(k) > 0)
                .toArray();
    }

    /** The means of the classes present, as rows, less their weighted mean if shares are given. */
    private static DMatrixRMaj means(FeatureStatistics statistics, int[] present, double[] shares) {
        DMatrixRMaj all = statistics.means();
        DMatrixRMaj means = new DMatrixRMaj(present.length, all.numCols);
        for (int j = 0; j < all.numCols; j++) {
            double first = all.get(present[0], j);
            double shift = 0;
            for (int i = 0; shares != null && i < present.length; i++) {
                shift += shares[i] * (all.get(present[i], j) - first);
            }
            for (int i = 0; i < present.length; i++) {
                double mean = all.get(present[i], j);
                means.set(i, j, shares == null ? mean : mean - first - shift);
            }
        }
        return means;
    }

    /**
     * An orthonormal basis, as rows, of what is orthogonal to the unit vector √shares: a Householder reflection less
     * its first row.
     */
    private static DMatrixRMaj complement(double[] shares) {
        int classes = shares.length;
        double first = Math.sqrt(shares[0]);
        DMatrixRMaj rows = new DMatrixRMaj(classes - 1, classes);
        for (int i = 1; i < classes; i++) {
            for (int j = 0; j < classes; j++) {
                double mirror = j == 0 ? first + 1 : Math.sqrt(shares[j]);
                rows.set(i - 1, j, (i == j ? 1 : 0) - Math.sqrt(shares[i]) * mirror / (1 + first));
            }
        }
        return rows;
    }

    /** (1/2N)Σ‖Vx_i − e_{y_i}‖² + λ/2‖V‖², from the moments. */
    private static double total(Factorizations factors, Head head, double decay, int[] present, double[] shares) {
        DMatrixRMaj weights = head.weights();
        double[] bias = head.bias();
        DMatrixRMaj inEigenbasis =
                FrameGeometry.multiplyTransposed(weights, factors.withinEigen().eigenvectors());
        DMatrixRMaj outputs =
                FrameGeometry.multiplyTransposed(factors.statistics().means(), weights);
        double sum = 0;
        for (int k = 0; k < weights.numRows; k++) {
            sum += decay * bias[k] * bias[k];
            for (int j = 0; j < weights.numCols; j++) {
                double coefficient = inEigenbasis.get(k, j);
                sum += factors.withinEigen().eigenvalues()[j] * coefficient * coefficient
                        + decay * weights.get(k, j) * weights.get(k, j);
            }
            for (int i = 0; i < present.length; i++) {
                double residual = outputs.get(present[i], k) + bias[k] - (present[i] == k ? 1 : 0);
                sum += shares[i] * residual * residual;
            }
        }
        return sum / 2;
    }
}
