package org.ncollapse.ufm;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.ncollapse.spec.UfmModelName;
import org.ncollapse.ufm.Prediction.Threshold;

/**
 * (1/N) Σ CE(Wh_i + b, y_i) + λ_W/2 ‖W‖² + λ_H/2 ‖H‖² + λ_b/2 ‖b‖².
 *
 * <p>If s = √(nλ_Wλ_H) is below 1/K, the minimizer's class means are a simplex ETF, and the logit of the true class
 * exceeds each other one by a = log(1/s − (K − 1)). From 1/K on the minimizer is zero (Zhu et al. 2021). The bias is
 * zero; with λ_b = 0 every b = β1 is optimal.
 *
 * @param samplesPerClass n
 * @param width d
 * @param lambdaW λ_W
 * @param lambdaH λ_H
 * @param lambdaB λ_b: 0 for a bias without penalty, empty for no bias
 */
public record PlainCrossEntropyModel(
        int classes, int samplesPerClass, int width, double lambdaW, double lambdaH, OptionalDouble lambdaB)
        implements PlainModel {

    /** Throws IllegalArgumentException for invalid settings. */
    public PlainCrossEntropyModel {
        PlainModel.check(classes, samplesPerClass, width, lambdaW, lambdaH, lambdaB);
    }

    /** Creates the model without a bias. */
    public PlainCrossEntropyModel(int classes, int samplesPerClass, int width, double lambdaW, double lambdaH) {
        this(classes, samplesPerClass, width, lambdaW, lambdaH, OptionalDouble.empty());
    }

    /** Creates the model with a bias. */
    public PlainCrossEntropyModel(
            int classes, int samplesPerClass, int width, double lambdaW, double lambdaH, double lambdaB) {
        this(classes, samplesPerClass, width, lambdaW, lambdaH, OptionalDouble.of(lambdaB));
    }

    @Override
    public UfmModelName kind() {
        return UfmModelName.PLAIN_CROSS_ENTROPY;
    }

    @Override
    public boolean crossEntropy() {
        return true;
    }

    @Override
    public Prediction predict() {
        ClosedForm.checkWidths(this);
        double s = s();
        double gap = gap();
        // e^(−a) = s/(1 − (K−1)s), so log(1 + (K−1)e^(−a)) = −log(1 − (K−1)s), which avoids a difference
        // of large numbers.
        double objective =
                isZeroSolution() ? Math.log(classes) : -Math.log1p(-(classes - 1) * s) + (classes - 1) * s * gap;

        ClosedForm form = new ClosedForm(
                this, new SpectralMatrix.PermutationInvariant(classes, Math.sqrt(samplesPerClass) * gap, 0));
        return form.prediction(
                threshold(),
                objective,
                hasBias() && !hasUnpenalizedBias() ? new double[classes] : null,
                hasUnpenalizedBias() ? null : form.logits(0),
                remarks());
    }

    @Override
    public Optional<String> widthProblem() {
        return ClosedForm.widthProblem(this, isZeroSolution() ? 0 : classes - 1);
    }

    private double s() {
        return Math.sqrt(samplesPerClass) * Math.sqrt(lambdaW) * Math.sqrt(lambdaH);
    }

    private Threshold threshold() {
        return new Threshold(StrengthSymbol.S, s(), 1.0 / classes);
    }

    private boolean isZeroSolution() {
        return threshold().isZeroSolution();
    }

    /**
     * Returns a = log((1 − (K−1)s)/s), by the form that is accurate: near the critical strength the quotient is near 1,
     * far below it overflows.
     */
    private double gap() {
        double s = s();
        if (isZeroSolution()) {
            return 0;
        }
        return classes * s > .5
                ? Math.max(0, Math.log1p((1 - classes * s) / s))
                : Math.log1p(-(classes - 1) * s) - Math.log(s);
    }

    private List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        double s = s();
        if (isZeroSolution()) {
            remarks.add(String.format(
                    Locale.ROOT,
                    "s = √(nλ_Wλ_H) = %.4g is not below 1/K = %.4g: the penalties outweigh the data, the only "
                            + "minimizer has W = 0 and H = 0, and each class has the same probability. "
                            + "Use smaller penalties.",
                    s,
                    1.0 / classes));
        } else if (threshold().isNear()) {
            remarks.add(String.format(
                    Locale.ROOT,
                    "s = √(nλ_Wλ_H) = %.4g is near 1/K = %.4g, where the minimizer becomes zero: the logit of the true "
                            + "class exceeds the others by only %.2g.",
                    s,
                    1.0 / classes,
                    gap()));
        }
        if (hasUnpenalizedBias()) {
            remarks.add(String.format(
                    Locale.ROOT,
                    "The bias has no penalty. It has the same value for each output, but that value is not determined, "
                            + "so the logits are not given. Their differences are determined: the logit of the true "
                            + "class exceeds each other one by %.6g.",
                    gap()));
        }
        return remarks;
    }
}
