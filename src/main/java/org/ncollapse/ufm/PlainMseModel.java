package org.ncollapse.ufm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.ncollapse.ufm.Prediction.Threshold;

/**
 * (1/2N)‖WH + b1ᵀ − Y‖² + λ_W/2 ‖W‖² + λ_H/2 ‖H‖² + λ_b/2 ‖b‖².
 *
 * <p>With c = K√(nλ_Wλ_H), a = max(0, 1 − c) and a_u = max(0, 1 − c(1 + λ_b)/λ_b), the minimiser has WH̄ = a(I − J/K) +
 * a_u J/K and b = (1 − a_u)/(K(1 + λ_b)) 1 (Tirer &amp; Bruna 2022, Theorems 3.1 and 3.2, are λ_b = ∞ and 0; Zhou et
 * al. 2022).
 *
 * @param samplesPerClass n
 * @param width d
 * @param lambdaW λ_W
 * @param lambdaH λ_H
 * @param lambdaB λ_b: 0 for a free bias, infinite for none
 */
public record PlainMseModel(int classes, int samplesPerClass, int width, double lambdaW, double lambdaH, double lambdaB)
        implements PlainModel {

    /** From this share of the threshold on a remark warns that it is near. */
    private static final double NEAR = .9;

    /** Throws IllegalArgumentException for settings that make no model. */
    public PlainMseModel {
        PlainModel.check(classes, samplesPerClass, width, lambdaW, lambdaH, lambdaB);
    }

    @Override
    public String name() {
        return "plain";
    }

    @Override
    public Prediction predict() {
        ClosedForm.checkWidths(this);
        double c = c();
        double apart = apart();
        double common = common();
        double bias = hasBias() ? (1 - common) / classes / (1 + lambdaB) : 0;
        double root = Math.sqrt(samplesPerClass);
        ClosedForm form =
                new ClosedForm(this, new SpectralMatrix.PermutationInvariant(classes, root * apart, root * common));
        // What the bias leaves of the common direction's error: λ_b/(1 + λ_b), written so that no bias gives 1.
        double left = hasBias() ? lambdaB / (1 + lambdaB) : 1;
        double objective = ((classes - 1) * ((1 - apart) * (1 - apart) / 2 + c * apart)
                        + left * (1 - common) * (1 - common) / 2
                        + c * common)
                / classes;
        double[] biases = hasBias() ? new double[classes] : null;
        if (biases != null) {
            Arrays.fill(biases, bias);
        }
        return form.prediction(new Threshold("c", c, 1), objective, biases, form.logits(bias), remarks());
    }

    @Override
    public String widthProblem() {
        return ClosedForm.widthProblem(this, (apart() > 0 ? classes - 1 : 0) + (common() > 0 ? 1 : 0));
    }

    private double c() {
        return classes * Math.sqrt(samplesPerClass) * Math.sqrt(lambdaW) * Math.sqrt(lambdaH);
    }

    /** a. */
    private double apart() {
        return Math.max(0, 1 - c());
    }

    /** a_u; a bias so free that the quotient overflows leaves nothing. */
    private double common() {
        return Math.max(0, 1 - (hasBias() ? c() * (1 + lambdaB) / lambdaB : c()));
    }

    private List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        double c = c();
        if (c >= 1) {
            remarks.add(String.format(
                    Locale.ROOT,
                    "c = K√(nλ_Wλ_H) = %.4g is not below 1: the penalties outweigh the data, and the only minimiser "
                            + "has W = 0 and H = 0%s. Smaller decays bring it back.",
                    c,
                    hasBias() ? ", with a bias alone" : ""));
        } else if (c >= NEAR) {
            remarks.add(String.format(
                    Locale.ROOT,
                    "c = K√(nλ_Wλ_H) = %.4g is near 1, where everything vanishes: classes are told apart by only "
                            + "1 − c = %.2g instead of 1.",
                    c,
                    1 - c));
        }
        if (c < 1 && hasBias() && common() == 0) {
            remarks.add(
                    lambdaB == 0
                            ? "The bias is free and takes over what all classes share: the global mean is zero, and the class means are a simplex ETF."
                            : String.format(
                                    Locale.ROOT,
                                    "The bias takes over what all classes share, because c(1 + λ_b)/λ_b = %.4g is not below 1: the "
                                            + "global mean is zero, and the class means are a simplex ETF.",
                                    c * (1 + lambdaB) / lambdaB));
        } else if (c < 1 && hasBias()) {
            remarks.add(
                    "A bias with a decay of its own takes over a part of what all classes share: the class means are neither an orthogonal frame "
                            + "nor, unless centred, a simplex ETF.");
        }
        return remarks;
    }
}
