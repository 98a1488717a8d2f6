package org.ncollapse.ufm.fit;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.ncollapse.ufm.Model;
import org.ncollapse.ufm.Objective;
import org.ncollapse.ufm.State;

/**
 * A bound on the curvature of a model's objective at one point, and with it a step at which gradient descent is stable there.
 *
 * <p>With s_f the factors' spectral norms, P their product, R the data term's residual (N×K) and F factors, the Hessian's norm is at most
 * (1/N) (Σ_f (P/s_f)² + ‖R‖ max_f Σ_{g≠f} P/(s_f s_g)) + max λ: the Gauss–Newton part and the part that pairs two factors. A bias adds 1 + λ_b.
 * The second derivatives of MSE by the logits are 1, those of cross-entropy at most ½; ReLUs only make the norms smaller.
 */
final class Curvature {
    private static final int POWER_ITERATIONS = 20;

    private Curvature() {
    }

    /** The reciprocal of the bound: at most half of what is stable. */
    static double step(Model model, State state) {
        List<DMatrixRMaj> weights = state.weights();
        double[] norms = new double[weights.size() + 1];
        for (int l = 0; l < weights.size(); l++) {
            norms[l] = spectralNorm(weights.get(l));
        }
        norms[weights.size()] = spectralNorm(state.features());
        double gaussNewton = 0;
        double pairs = 0;
        for (int f = 0; f < norms.length; f++) {
            gaussNewton += square(product(norms, f, f));
            double sum = 0;
            for (int g = 0; g < norms.length; g++) {
                sum += g == f ? 0 : product(norms, f, g);
            }
            pairs = Math.max(pairs, sum);
        }
        // Of cross-entropy a row of softmax − Y has a norm of at most √2.
        double residual = Math.sqrt(2.0 * model.samples() * (model.crossEntropy() ? 1 : new Objective(model).loss(state)));
        double decay = model.decays().stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        double bound = (gaussNewton + residual * pairs) / model.samples() + decay + (model.hasBias() ? 1 + model.biasDecay() : 0);
        return 1 / bound;
    }

    /** By power iterations, which need not be exact: where they fall short, they do by less than the bound is generous. */
    private static double spectralNorm(DMatrixRMaj matrix) {
        DMatrixRMaj right = new DMatrixRMaj(matrix.numCols, 1);
        DMatrixRMaj left = new DMatrixRMaj(matrix.numRows, 1);
        Random random = new Random(1);
        Arrays.setAll(right.data, j -> random.nextGaussian());
        double norm = 0;
        for (int i = 0; i < POWER_ITERATIONS; i++) {
            CommonOps_DDRM.divide(right, NormOps_DDRM.normF(right));
            CommonOps_DDRM.mult(matrix, right, left);
            norm = NormOps_DDRM.normF(left);
            if (norm == 0) {
                return 0;
            }
            CommonOps_DDRM.multTransA(matrix, left, right);
        }
        return norm;
    }

    private static double product(double[] norms, int f, int g) {
        double product = 1;
        for (int h = 0; h < norms.length; h++) {
            product *= h == f || h == g ? 1 : norms[h];
        }
        return product;
    }

    private static double square(double value) {
        return value * value;
    }
}
