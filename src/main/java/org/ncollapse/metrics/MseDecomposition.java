package org.ncollapse.metrics;

import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ncollapse.stats.FeatureStatistics;
import org.ncollapse.stats.Head;

/**
 * The decomposition of a head's MSE loss with weight decay into three parts (Han, Papyan &amp; Donoho 2022): the loss
 * of the optimal head that comes from the within-class spread, the part that comes from the class means, and the excess
 * loss of the given head.
 *
 * <p>With x = [h; 1] if the head has a bias, else h, V = [W b], λ the head's weight decay and V_LS the minimizer of
 * (1/2N)Σ‖Vx_i − e_{y_i}‖² + λ/2‖V‖², the three add up to that expression at V. The values are defined even if a class
 * is empty. λ = 0 is the limit λ → 0; V_LS is then the minimizer of least norm.
 *
 * @param nc1 ½ tr(V_LS(Σ_W(x) + λI)V_LSᵀ)
 * @param nc23 (1/2N) Σ_k n_k‖V_LS x̄_k − e_k‖²
 * @param perp the excess loss of the given head: zero if V = V_LS
 */
public record MseDecomposition(double nc1, double nc23, double perp) {

    /** With more classes all parts are NaN: the algebra takes K×K matrices, of 128 MiB at this limit. */
    static final int MAX_CLASSES = 4096;

    /**
     * Computes the three parts.
     *
     * <p>With D = diag(n_k/N), Z = X̄D^½ and R = (I + Zᵀ(Σ_W(x) + λI)⁻¹Z)⁻¹ the first two are ½tr(D(R − R²)) and
     * ½tr(DR²). This is K×K algebra in the eigenbasis of Σ_W; no d×d system is solved.
     *
     * @param head the head that reads the features
     * @param weightDecay λ ≥ 0
     */
    public static MseDecomposition of(Factorizations factorizations, Head head, double weightDecay) {
        if (weightDecay < 0) {
            throw new IllegalArgumentException("weight decay must not be negative, but is " + weightDecay);
        }
        FeatureStatistics statistics = factorizations.statistics();
        int[] present = present(statistics);
        if (present.length == 0 || present.length > MAX_CLASSES || Double.isNaN(weightDecay)) {
            return allNaN();
        }
        double[] fractions = new double[present.length];
        for (int i = 0; i < present.length; i++) {
            fractions[i] = (double) statistics.count(present[i]) / statistics.sampleCount();
        }
        // A bias without penalty fits the weighted mean exactly: R is zero along √D1, and only the means minus their
        // weighted mean matter.
        boolean freeBias = head.hasBias() && weightDecay == 0;
        DMatrixRMaj means = freeBias ? centeredMeans(statistics, present, fractions) : means(statistics, present);
        DMatrixRMaj basis = freeBias ? complement(fractions) : CommonOps_DDRM.identity(present.length);
        OptimalLoss optimal = lossOfOptimalHead(
                factorizations.withinEigen(), means, fractions, basis, head.hasBias() && weightDecay > 0, weightDecay);
        return new MseDecomposition(
                optimal.nc1(),
                optimal.nc23(),
                total(factorizations, head, weightDecay, present, fractions) - optimal.nc1() - optimal.nc23());
    }

    /** Returns the values for a layer that the head does not read: all are NaN. */
    public static MseDecomposition allNaN() {
        return new MseDecomposition(Double.NaN, Double.NaN, Double.NaN);
    }

    /** The two parts of the optimal head's loss. */
    private record OptimalLoss(double nc1, double nc23) {}

    private static OptimalLoss lossOfOptimalHead(
            SymmetricEigen within,
            DMatrixRMaj means,
            double[] fractions,
            DMatrixRMaj basis,
            boolean penalizedBias,
            double weightDecay) {
        int classes = fractions.length;
        int width = means.numCols;
        DMatrixRMaj projected = MatrixProduct.multiplyTransposed(means, within.eigenvectors());
        DMatrixRMaj scaled = new DMatrixRMaj(classes, penalizedBias ? width + 1 : width);
        double[] eigenvalues = new double[scaled.numCols];
        for (int j = 0; j < eigenvalues.length; j++) {
            eigenvalues[j] = weightDecay + (j < width ? within.eigenvalues()[j] : 0);
            for (int i = 0; i < classes; i++) {
                scaled.set(i, j, Math.sqrt(fractions[i]) * (j < width ? projected.get(i, j) : 1));
            }
        }
        Resolvent resolvent = Resolvent.of(CommonOps_DDRM.mult(basis, scaled, null), eigenvalues);
        DMatrixRMaj vectors = CommonOps_DDRM.multTransA(basis, resolvent.eigenvectors(), null);
        double nc1 = 0;
        double nc23 = 0;
        for (int i = 0; i < vectors.numCols; i++) {
            double weight = weight(fractions, vectors, i);
            double rho = resolvent.eigenvalues()[i];
            nc1 += rho == 0 ? 0 : weight * rho * rho * resolvent.sigmaSquared()[i];
            nc23 += weight * rho * rho;
        }
        if (vectors.numCols < basis.numRows) {
            // More classes than features: R is the identity on the complement of the eigenvectors, which contributes
            // the trace of D on the basis minus Σ uᵀDu.
            DMatrixRMaj rows = CommonOps_DDRM.transpose(basis, null);
            for (int i = 0; i < rows.numCols; i++) {
                nc23 += weight(fractions, rows, i);
            }
            for (int i = 0; i < vectors.numCols; i++) {
                nc23 -= weight(fractions, vectors, i);
            }
        }
        return new OptimalLoss(nc1 / 2, nc23 / 2);
    }

    /** Returns uᵀDu for one column u. */
    private static double weight(double[] fractions, DMatrixRMaj vectors, int column) {
        double sum = 0;
        for (int k = 0; k < fractions.length; k++) {
            sum += fractions[k] * vectors.get(k, column) * vectors.get(k, column);
        }
        return sum;
    }

    private static int[] present(FeatureStatistics statistics) {
        return IntStream.range(0, statistics.classes())
                .filter(k -> statistics.count(k) > 0)
                .toArray();
    }

    /** Returns the means of the present classes as rows. */
    private static DMatrixRMaj means(FeatureStatistics statistics, int[] present) {
        DMatrixRMaj all = statistics.means();
        DMatrixRMaj means = new DMatrixRMaj(present.length, all.numCols);
        for (int i = 0; i < present.length; i++) {
            System.arraycopy(all.data, present[i] * all.numCols, means.data, i * all.numCols, all.numCols);
        }
        return means;
    }

    /** Returns the means of the present classes as rows, minus their weighted mean. */
    private static DMatrixRMaj centeredMeans(FeatureStatistics statistics, int[] present, double[] fractions) {
        DMatrixRMaj means = statistics.centeredMeans(present);
        for (int j = 0; j < means.numCols; j++) {
            double shift = 0;
            for (int i = 0; i < present.length; i++) {
                shift += fractions[i] * means.get(i, j);
            }
            for (int i = 0; i < present.length; i++) {
                means.add(i, j, -shift);
            }
        }
        return means;
    }

    /**
     * Returns an orthonormal basis, as rows, of the orthogonal complement of the unit vector √fractions: a Householder
     * reflection without its first row.
     */
    private static DMatrixRMaj complement(double[] fractions) {
        int classes = fractions.length;
        double first = Math.sqrt(fractions[0]);
        DMatrixRMaj rows = new DMatrixRMaj(classes - 1, classes);
        for (int i = 1; i < classes; i++) {
            for (int j = 0; j < classes; j++) {
                double reflector = j == 0 ? first + 1 : Math.sqrt(fractions[j]);
                rows.set(i - 1, j, (i == j ? 1 : 0) - Math.sqrt(fractions[i]) * reflector / (1 + first));
            }
        }
        return rows;
    }

    /** Returns (1/2N)Σ‖Vx_i − e_{y_i}‖² + λ/2‖V‖², from the moments. */
    private static double total(
            Factorizations factorizations, Head head, double weightDecay, int[] present, double[] fractions) {
        DMatrixRMaj weights = head.weights();
        double[] bias = head.bias();
        DMatrixRMaj inEigenbasis = MatrixProduct.multiplyTransposed(
                weights, factorizations.withinEigen().eigenvectors());
        DMatrixRMaj outputs =
                MatrixProduct.multiplyTransposed(factorizations.statistics().means(), weights);
        double sum = 0;
        for (int k = 0; k < weights.numRows; k++) {
            sum += weightDecay * bias[k] * bias[k];
            for (int j = 0; j < weights.numCols; j++) {
                double coefficient = inEigenbasis.get(k, j);
                sum += factorizations.withinEigen().eigenvalues()[j] * coefficient * coefficient
                        + weightDecay * weights.get(k, j) * weights.get(k, j);
            }
            for (int i = 0; i < present.length; i++) {
                double residual = outputs.get(present[i], k) + bias[k] - (present[i] == k ? 1 : 0);
                sum += fractions[i] * residual * residual;
            }
        }
        return sum / 2;
    }
}
