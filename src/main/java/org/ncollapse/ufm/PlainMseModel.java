package org.ncollapse.ufm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.ncollapse.spec.UfmModelName;
import org.ncollapse.ufm.Prediction.Threshold;

/**
 * (1/2N)‖WH + b1ᵀ − Y‖² + λ_W/2 ‖W‖² + λ_H/2 ‖H‖² + λ_b/2 ‖b‖².
 *
 * <p>With c = K√(nλ_Wλ_H), a = max(0, 1 − c) and a_common = max(0, 1 − c(1 + λ_b)/λ_b), the minimizer has WH̄ = a(I −
 * J/K) + a_common J/K and b = (1 − a_common)/(K(1 + λ_b)) 1 (Tirer &amp; Bruna 2022, Theorems 3.1 and 3.2, are λ_b = ∞
 * and 0; Zhou et al. 2022).
 *
 * @param samplesPerClass n
 * @param width d
 * @param lambdaW λ_W
 * @param lambdaH λ_H
 * @param lambdaB λ_b: 0 for a bias without penalty, empty for no bias
 */
public record PlainMseModel(
        int classes, int samplesPerClass, int width, double lambdaW, double lambdaH, OptionalDouble lambdaB)
        implements PlainModel {

    /** Throws IllegalArgumentException for invalid settings. */
    public PlainMseModel {
        PlainModel.check(classes, samplesPerClass, width, lambdaW, lambdaH, lambdaB);
    }

    /** Creates the model without a bias. */
    public PlainMseModel(int classes, int samplesPerClass, int width, double lambdaW, double lambdaH) {
        this(classes, samplesPerClass, width, lambdaW, lambdaH, OptionalDouble.empty());
    }

    /** Creates the model with a bias. */
    public PlainMseModel(int classes, int samplesPerClass, int width, double lambdaW, double lambdaH, double lambdaB) {
        this(classes, samplesPerClass, width, lambdaW, lambdaH, OptionalDouble.of(lambdaB));
    }

    @Override
    public UfmModelName kind() {
        return UfmModelName.PLAIN;
    }

    @Override
    public Prediction predict() {
        ClosedForm.checkWidths(this);
        double c = c();
        double a = a();
        double aCommon = aCommon();
        double bias = hasBias() ? (1 - aCommon) / classes / (1 + lambdaB.getAsDouble()) : 0;
        double root = Math.sqrt(samplesPerClass);
        ClosedForm form =
                new ClosedForm(this, new SpectralMatrix.PermutationInvariant(classes, root * a, root * aCommon));
        // The bias reduces the error along J/K by the factor λ_b/(1 + λ_b); without a bias it is 1.
        double commonFactor = hasBias() ? lambdaB.getAsDouble() / (1 + lambdaB.getAsDouble()) : 1;
        double objective = ((classes - 1) * ((1 - a) * (1 - a) / 2 + c * a)
                        + commonFactor * (1 - aCommon) * (1 - aCommon) / 2
                        + c * aCommon)
                / classes;
        double[] biases = hasBias() ? new double[classes] : null;
        if (biases != null) {
            Arrays.fill(biases, bias);
        }
        return form.prediction(threshold(), objective, biases, form.logits(bias), remarks());
    }

    @Override
    public Optional<String> widthProblem() {
        return ClosedForm.widthProblem(this, (a() > 0 ? classes - 1 : 0) + (aCommon() > 0 ? 1 : 0));
    }

    private Threshold threshold() {
        return new Threshold(StrengthSymbol.C, c(), 1);
    }

    private double c() {
        return classes * Math.sqrt(samplesPerClass) * Math.sqrt(lambdaW) * Math.sqrt(lambdaH);
    }

    /** Returns a. */
    private double a() {
        return Math.max(0, 1 - c());
    }

    /** Returns a_common. For a tiny λ_b the quotient overflows to infinity, and the result is 0. */
    private double aCommon() {
        return Math.max(0, 1 - (hasBias() ? commonStrength() : c()));
    }

    /** Returns c(1 + λ_b)/λ_b. The component common to all classes is zero where it is at least 1. */
    private double commonStrength() {
        return c() * (1 + lambdaB.getAsDouble()) / lambdaB.getAsDouble();
    }

    private List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        double c = c();
        if (c >= 1) {
            remarks.add(String.format(
                    Locale.ROOT,
                    "c = K√(nλ_Wλ_H) = %.4g is not below 1: the penalties outweigh the data, and the only minimizer "
                            + "has W = 0 and H = 0%s. Use smaller penalties.",
                    c,
                    hasBias() ? ", and only the bias is not zero" : ""));
        } else if (threshold().isNear()) {
            remarks.add(String.format(
                    Locale.ROOT,
                    "c = K√(nλ_Wλ_H) = %.4g is near 1, where the minimizer becomes zero: the logit of the true class "
                            + "exceeds the others by only 1 − c = %.2g instead of 1.",
                    c,
                    1 - c));
        }
        if (c < 1 && hasBias() && aCommon() == 0) {
            remarks.add(
                    hasUnpenalizedBias()
                            ? "The bias has no penalty and replaces the component common to all classes: "
                                    + "the global mean is zero, and the class means are a simplex ETF."
                            : String.format(
                                    Locale.ROOT,
                                    "The bias replaces the component common to all classes, because c(1 + λ_b)/λ_b = "
                                            + "%.4g is not below 1: the global mean is zero, and the class means are "
                                            + "a simplex ETF.",
                                    commonStrength()));
        } else if (c < 1 && hasBias()) {
            remarks.add("The bias replaces part of the component common to all classes: the class means are not an "
                    + "orthogonal frame, and they are a simplex ETF only after centering.");
        }
        return remarks;
    }
}
