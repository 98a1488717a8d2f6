package org.ncollapse.ufm;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.ncollapse.ufm.Prediction.Threshold;

/**
 * (1/N) Σ CE(Wh_i + b, y_i) + λ_W/2 ‖W‖² + λ_H/2 ‖H‖² + λ_b/2 ‖b‖².
 *
 * <p>With s = √(nλ_Wλ_H) below 1/K the minimiser's class means are a simplex ETF, and the true class's logit exceeds
 * every other by a = log(1/s − (K − 1)); from 1/K on everything is zero (Zhu et al. 2021). The bias is zero; with λ_b =
 * 0 any b = β1 will do.
 *
 * @param samplesPerClass n
 * @param width d
 * @param lambdaW λ_W
 * @param lambdaH λ_H
 * @param lambdaB λ_b: 0 for a free bias, infinite for none
 */
public record PlainCrossEntropyModel(
        int classes, int samplesPerClass, int width, double lambdaW, double lambdaH, double lambdaB)
        implements PlainModel {

    /** From this share of the threshold on a remark warns that it is near. */
    private static final double NEAR = .9;

    /** Throws IllegalArgumentException for settings that make no model. */
    public PlainCrossEntropyModel {
        PlainModel.check(classes, samplesPerClass, width, lambdaW, lambdaH, lambdaB);
    }

    @Override
    public String name() {
        return "plain-cross-entropy";
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
        // e^(−a) = s/(1 − (K−1)s), so that log(1 + (K−1)e^(−a)) = −log(1 − (K−1)s) without a difference of large
        // numbers.
        double objective = vanished() ? Math.log(classes) : -Math.log1p(-(classes - 1) * s) + (classes - 1) * s * gap;
        boolean free = lambdaB == 0;
        ClosedForm form = new ClosedForm(
                this, new SpectralMatrix.PermutationInvariant(classes, Math.sqrt(samplesPerClass) * gap, 0));
        return form.prediction(
                new Threshold("s", s, 1.0 / classes),
                objective,
                hasBias() && !free ? new double[classes] : null,
                free ? null : form.logits(0),
                remarks());
    }

    @Override
    public String widthProblem() {
        return ClosedForm.widthProblem(this, vanished() ? 0 : classes - 1);
    }

    private double s() {
        return Math.sqrt(samplesPerClass) * Math.sqrt(lambdaW) * Math.sqrt(lambdaH);
    }

    private boolean vanished() {
        return s() >= 1.0 / classes;
    }

    /**
     * a = log((1 − (K−1)s)/s), by whichever form keeps its digits: near the threshold the quotient is near 1, far below
     * it overflows.
     */
    private double gap() {
        double s = s();
        if (vanished()) {
            return 0;
        }
        return classes * s > .5
                ? Math.max(0, Math.log1p((1 - classes * s) / s))
                : Math.log1p(-(classes - 1) * s) - Math.log(s);
    }

    private List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        double s = s();
        if (vanished()) {
            remarks.add(String.format(
                    Locale.ROOT,
                    "s = √(nλ_Wλ_H) = %.4g is not below 1/K = %.4g: the penalties outweigh the data, the only "
                            + "minimiser has W = 0 and H = 0, and every class gets the same probability. Smaller decays bring it back.",
                    s,
                    1.0 / classes));
        } else if (classes * s >= NEAR) {
            remarks.add(String.format(
                    Locale.ROOT,
                    "s = √(nλ_Wλ_H) = %.4g is near 1/K = %.4g, where everything vanishes: the true class's logit is "
                            + "only %.2g above the others.",
                    s,
                    1.0 / classes,
                    gap()));
        }
        if (lambdaB == 0) {
            remarks.add(String.format(
                    Locale.ROOT,
                    "The bias is free: it has the same value at every output, which one is not determined, and so the "
                            + "logits are absent here. Their differences are determined: the true class's logit is %.6g above every other.",
                    gap()));
        }
        return remarks;
    }
}
