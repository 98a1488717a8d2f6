package org.ncollapse.ufm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.ncollapse.ufm.Prediction.Factor;
import org.ncollapse.ufm.Prediction.LayerMeans;

/**
 * Derives a prediction from the product P = W_L⋯W_1H_1 of a minimizer.
 *
 * <p>At a stationary point λ_f‖·‖² is the same for each factor in each singular direction (Tirer &amp; Bruna 2022; Dang
 * et al. 2023). With F factors, λ̄ = (∏λ_f)^(1/F) and a singular value s of P, factor f has the squared singular value
 * λ̄ s^(2/F)/λ_f. Features are collapsed, and the factors have common singular directions. With counts n_k and D =
 * diag(√n_k)
 *
 * <pre>
 *   W_L W_Lᵀ = V diag(λ̄ s^(2/F)/λ_W_L) Vᵀ,   H̄_lᵀH̄_l = D⁻¹ V diag(∏_{f from l to H_1} λ̄ s^(2/F)/λ_f) Vᵀ D⁻¹,   WH̄ = V diag(s) Vᵀ D⁻¹
 * </pre>
 *
 * where V contains the left singular vectors of P. The plain models are the case F = 2.
 */
final class ClosedForm {
    private final UfmModel model;
    private final SpectralMatrix product;
    private final double meanLambda;

    /**
     * Creates the closed form of one minimizer.
     *
     * @param product V diag(s) Vᵀ
     */
    ClosedForm(UfmModel model, SpectralMatrix product) {
        this.model = model;
        this.product = product;
        meanLambda = meanLambda(model);
    }

    /** Returns λ̄ = (∏λ)^(1/F), the geometric mean over all factors. */
    static double meanLambda(UfmModel model) {
        double mean = 1;
        for (double lambda : model.lambdas()) {
            mean *= Math.pow(lambda, 1.0 / model.lambdas().size());
        }
        return mean;
    }

    /** Throws IllegalStateException if the closed form does not hold at these widths. */
    static void checkWidths(UfmModel model) {
        model.widthProblem().ifPresent(problem -> {
            throw new IllegalStateException(problem);
        });
    }

    /**
     * Returns a sentence if a layer is narrower than the number of dimensions that the minimizer's outputs span;
     * otherwise empty.
     */
    static Optional<String> widthProblem(UfmModel model, int dimensions) {
        int narrowest =
                model.widths().stream().mapToInt(Integer::intValue).min().orElseThrow();
        return narrowest >= dimensions
                ? Optional.empty()
                : Optional.of(("The closed form does not hold for a width of %d: the minimizer's outputs span %d "
                                + "dimensions, and every layer must be at least that wide.")
                        .formatted(narrowest, dimensions));
    }

    /**
     * Returns the prediction.
     *
     * @param bias null if there is none or if it is not determined
     * @param logits {@link #logits(double)}, or null if they are not determined
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
            DMatrixRMaj gram = divideByRootCounts(squares(l + 1, count - 1).toMatrix(), true);
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

    /** Returns the logits at the class means, with the same bias for each output. */
    DMatrixRMaj logits(double bias) {
        DMatrixRMaj logits = divideByRootCounts(product.toMatrix(), false);
        Arrays.setAll(logits.data, i -> logits.data[i] + bias);
        return logits;
    }

    /**
     * Returns whether only norms are determined of a factor: of the factors before a ReLU, unless they are zero (Tirer
     * &amp; Bruna 2022, Theorem 4.2).
     */
    private boolean undetermined(int factor) {
        return model.relu() && factor > 0 && product.eigenvalues()[0] > 0;
    }

    /** Returns the product of the squared singular values of the factors from {@code first} to {@code last}. */
    private SpectralMatrix squares(int first, int last) {
        return product.map(s -> {
            double square = 1;
            for (int f = first; f <= last; f++) {
                square *= meanLambda
                        * Math.pow(s, 2.0 / model.lambdas().size())
                        / model.lambdas().get(f);
            }
            return square;
        });
    }

    /** Multiplies by D⁻¹ from the right, in place, and from the left if {@code bothSides}. */
    private DMatrixRMaj divideByRootCounts(DMatrixRMaj matrix, boolean bothSides) {
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
