package org.ncollapse.ufm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ncollapse.ufm.Prediction.Factor;
import org.ncollapse.ufm.Prediction.LayerMeans;

/**
 * Everything that follows from the product P = W_L⋯W_1H_1 of a minimiser.
 *
 * <p>At a stationary point λ_f‖·‖² is the same for every factor, direction by direction (Tirer &amp; Bruna 2022; Dang
 * et al. 2023): with F factors, λ̄ = (∏λ_f)^(1/F) and s a singular value of P, factor f has the squared singular value
 * λ̄ s^(2/F)/λ_f. Features are collapsed, and singular directions are shared, so that with counts n_k and D =
 * diag(√n_k)
 *
 * <pre>
 *   W_L W_Lᵀ = V diag(λ̄ s^(2/F)/λ_W_L) Vᵀ,   H̄_lᵀH̄_l = D⁻¹ V diag(∏_{f at and below l} λ̄ s^(2/F)/λ_f) Vᵀ D⁻¹,   WH̄ = V diag(s) Vᵀ D⁻¹
 * </pre>
 *
 * where V holds P's left singular vectors. The plain models are the case F = 2.
 */
final class ClosedForm {
    private final UfmModel model;
    private final SpectralMatrix product;
    private final double root;

    /**
     * Of one minimiser.
     *
     * @param product V diag(s) Vᵀ
     */
    ClosedForm(UfmModel model, SpectralMatrix product) {
        this.model = model;
        this.product = product;
        root = meanLambda(model);
    }

    /** λ̄ = (∏λ)^(1/F), the geometric mean over all factors. */
    static double meanLambda(UfmModel model) {
        double mean = 1;
        for (double decay : model.lambdas()) {
            mean *= Math.pow(decay, 1.0 / model.lambdas().size());
        }
        return mean;
    }

    /** Throws IllegalStateException if the closed form does not hold at these widths. */
    static void checkWidths(UfmModel model) {
        String reason = model.widthProblem();
        if (reason != null) {
            throw new IllegalStateException(reason);
        }
    }

    /**
     * Why a minimiser whose outputs span so many dimensions does not fit through these widths, as a sentence; null
     * where it does.
     */
    static String widthProblem(UfmModel model, int dimensions) {
        int narrowest =
                model.widths().stream().mapToInt(Integer::intValue).min().orElseThrow();
        return narrowest >= dimensions
                ? null
                : ("The closed form does not hold for a width of %d: the minimiser's outputs span %d dimensions, and every layer must be at least "
                                + "that wide.")
                        .formatted(narrowest, dimensions);
    }

    /**
     * The prediction.
     *
     * @param bias null where there is none, or it is free
     * @param logits {@link #logits(double)}, or null where they are not determined
     */
    Prediction prediction(
            Prediction.Threshold threshold, double objective, double[] bias, DMatrixRMaj logits, List<String> remarks) {
        List<Factor> factors = new ArrayList<>();
        List<LayerMeans> layers = new ArrayList<>();
        int count = model.lambdas().size();
        for (int f = 0; f < count; f++) {
            double[] squares = Arrays.stream(squares(f, f).eigenvalues())
                    .filter(square -> square > 0)
                    .toArray();
            factors.add(new Factor(
                    model.factorNames().get(f),
                    Arrays.stream(squares).sum(),
                    undetermined(f)
                            ? null
                            : Arrays.stream(squares).map(Math::sqrt).toArray()));
        }
        for (int l = 0; l < count - 1; l++) {
            DMatrixRMaj gram = overCounts(squares(l + 1, count - 1).toMatrix(), true);
            double[] norms = new double[model.classes()];
            Arrays.setAll(norms, k -> gram.get(k, k));
            layers.add(new LayerMeans(model.layerNames().get(l), norms, undetermined(l) ? null : gram));
        }
        return new Prediction(
                threshold,
                objective,
                logits,
                bias,
                squares(0, 0).toMatrix(),
                List.copyOf(factors),
                List.copyOf(layers),
                List.copyOf(remarks));
    }

    /** The logits at the class means, with the same bias at every output. */
    DMatrixRMaj logits(double bias) {
        DMatrixRMaj logits = overCounts(product.toMatrix(), false);
        Arrays.setAll(logits.data, i -> logits.data[i] + bias);
        return logits;
    }

    /**
     * Behind a ReLU only norms are determined of what is below it, unless that is zero (Tirer &amp; Bruna 2022, Theorem
     * 4.2).
     */
    private boolean undetermined(int position) {
        return model.relu() && position > 0 && product.eigenvalues()[0] > 0;
    }

    /** The products of the squared singular values of some successive factors. */
    private SpectralMatrix squares(int first, int last) {
        return product.map(s -> {
            double square = 1;
            for (int f = first; f <= last; f++) {
                square *= root
                        * Math.pow(s, 2.0 / model.lambdas().size())
                        / model.lambdas().get(f);
            }
            return square;
        });
    }

    /** D⁻¹ from the right; from the left too if asked. */
    private DMatrixRMaj overCounts(DMatrixRMaj matrix, boolean bothSides) {
        List<Integer> counts = model.classCounts();
        for (int i = 0; i < matrix.numRows; i++) {
            for (int j = 0; j < matrix.numCols; j++) {
                matrix.set(
                        i,
                        j,
                        matrix.get(i, j)
                                / Math.sqrt(bothSides ? (double) counts.get(i) * counts.get(j) : counts.get(j)));
            }
        }
        return matrix;
    }
}
