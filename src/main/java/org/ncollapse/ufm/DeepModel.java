package org.ncollapse.ufm;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.ncollapse.spec.UfmModelName;
import org.ncollapse.ufm.Prediction.Threshold;

/**
 * (1/2N)‖W_L⋯W_1 H_1 − Y‖² + Σ λ/2 ‖·‖² over all factors; with {@code relu}, which needs two layers of weights,
 * (1/2N)‖W_2 max(W_1 H_1, 0) − Y‖² (Tirer &amp; Bruna 2022; Dang et al. 2023).
 *
 * <p>All K singular values of the product are equal. The class means of each layer form an orthogonal frame, and the
 * logits a multiple of I ({@code SingularValueObjective}, {@code ClosedForm}). When the geometric mean λ̄ of the
 * penalties exceeds the critical strength, the minimizer jumps to zero. With a ReLU the angles between the features
 * before it are not determined.
 *
 * @param samplesPerClass n
 * @param widths d_L, …, d_1
 * @param lambdas of W_L, …, W_1, H_1: one more than widths
 */
public record DeepModel(int classes, int samplesPerClass, List<Integer> widths, List<Double> lambdas, boolean relu)
        implements UfmModel {

    /** Throws IllegalArgumentException for invalid settings. */
    public DeepModel {
        widths = List.copyOf(widths);
        lambdas = List.copyOf(lambdas);
        Preconditions.checkClasses(classes);
        Preconditions.checkSamplesPerClass(classes, samplesPerClass);
        Preconditions.check(
                widths.size() >= 2,
                "a deep model needs at least 2 layers of weights, not %d; use the plain model for one layer",
                widths.size());
        Preconditions.check(
                !relu || widths.size() == 2, "the model with a ReLU has 2 layers of weights, not %d", widths.size());
        Preconditions.check(
                lambdas.size() == widths.size() + 1,
                "%d layers of weights and the features need %d penalties λ, not %d",
                widths.size(),
                widths.size() + 1,
                lambdas.size());
        widths.forEach(Preconditions::checkWidth);
        for (int f = 0; f < lambdas.size(); f++) {
            Preconditions.checkLambda(f < widths.size() ? "W" + (widths.size() - f) : "H1", lambdas.get(f));
        }
    }

    @Override
    public UfmModelName kind() {
        if (relu) {
            return UfmModelName.EXTENDED_RELU;
        }
        return widths.size() == 2 ? UfmModelName.EXTENDED_LINEAR : UfmModelName.DEEP_LINEAR;
    }

    @Override
    public List<Integer> classCounts() {
        return Collections.nCopies(classes, samplesPerClass);
    }

    @Override
    public Prediction predict() {
        ClosedForm.checkWidths(this);
        return prediction(threshold().isZeroSolution());
    }

    /**
     * Returns the closed form of the best local minimum other than zero, or null if there is none. Below the critical
     * strength it is {@link #predict()}. It exists beyond the critical strength too, and a trained network may be
     * there.
     */
    public Prediction predictLocalMinimum() {
        ClosedForm.checkWidths(this);
        return product().hasLocalMinimum() ? prediction(false) : null;
    }

    /**
     * {@inheritDoc} A width below K is always a problem: beyond the critical strength the zero minimizer exists at any
     * width, but that of {@link #predictLocalMinimum()} does not.
     */
    @Override
    public Optional<String> widthProblem() {
        return ClosedForm.widthProblem(this, classes);
    }

    private SingularValueObjective product() {
        return new SingularValueObjective(lambdas.size(), ClosedForm.meanLambda(this) * scale());
    }

    private double scale() {
        return classes * Math.pow(samplesPerClass, 1.0 / lambdas.size());
    }

    private Threshold threshold() {
        return new Threshold(
                StrengthSymbol.LAMBDA_BAR,
                ClosedForm.meanLambda(this),
                product().criticalPenalty() / scale());
    }

    private Prediction prediction(boolean zero) {
        SingularValueObjective product = product();
        double singularValue = zero ? 0 : Math.sqrt(samplesPerClass) * (1 - product.shrinkage());
        ClosedForm form =
                new ClosedForm(this, new SpectralMatrix.PermutationInvariant(classes, singularValue, singularValue));
        return form.prediction(
                threshold(), zero ? .5 : product.localMinimumValue(), null, form.logits(0), remarks(zero));
    }

    private List<String> remarks(boolean zero) {
        List<String> remarks = new ArrayList<>();
        SingularValueObjective product = product();
        Threshold threshold = threshold();
        double ratio = threshold.strength() / threshold.critical();
        String strength = String.format(
                Locale.ROOT,
                "λ̄ = (∏λ)^(1/%d) = %.4g is %.4g times the critical strength %.4g",
                lambdas.size(),
                threshold.strength(),
                ratio,
                threshold.critical());
        if (threshold.isZeroSolution()) {
            String local = !product.hasLocalMinimum()
                    ? String.format(
                            Locale.ROOT,
                            "beyond %.4g times there is no other local minimum",
                            product.localMinimumLimit())
                    : String.format(
                            Locale.ROOT,
                            "a local minimum with logits %.4g·I and the objective %.6g, larger than 0.5 at zero, "
                                    + "exists up to "
                                    + "%.4g times, and gradient descent may end there",
                            1 - product.shrinkage(),
                            product.localMinimumValue(),
                            product.localMinimumLimit());
            remarks.add(String.format(
                    Locale.ROOT,
                    "%s: the global minimum is at zero (it jumps there, from logits of %.4g·I); %s.",
                    strength,
                    product.minimizerAtCritical(),
                    local));
            if (!zero) {
                remarks.add("The values are those of the local minimum, not of the global one.");
            }
        } else if (threshold.isNear()) {
            remarks.add(strength
                    + ", where the minimum jumps to zero. Other local minima, with some singular values at zero, "
                    + "have similar "
                    + "objectives, and many random starts end in one of them.");
        }
        if (relu && !zero) {
            remarks.add("Before the ReLU only norms are determined: the singular values of W1 and H1 and the angles "
                    + "between "
                    + "the class means of H1 are not given. If W1·H1 has no negative entry, they are those "
                    + "of the "
                    + "linear model.");
        }
        return remarks;
    }
}
