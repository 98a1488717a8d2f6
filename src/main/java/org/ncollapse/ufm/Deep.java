package org.ncollapse.ufm;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.ncollapse.ufm.Prediction.Threshold;

/**
 * (1/2N)‖W_L⋯W_1 H_1 − Y‖² + Σ λ/2 ‖·‖² over all factors; with {@code relu}, which needs two layers of weights,
 * (1/2N)‖W_2 max(W_1 H_1, 0) − Y‖² (Tirer &amp; Bruna 2022; Dang et al. 2023).
 *
 * <p>All K singular values of the product are equal; with them every layer's class means are an orthogonal frame and
 * the logits a multiple of I ({@code DeepProduct}, {@code ClosedForm}). Where the penalties' geometric mean λ̄ passes
 * its critical value the minimiser jumps to zero. With the ReLU the angles below it are not determined.
 *
 * @param perClass n
 * @param widths d_L, …, d_1
 * @param decays of W_L, …, W_1, H_1: one more than widths
 */
public record Deep(int classes, int perClass, List<Integer> widths, List<Double> decays, boolean relu)
        implements Model {

    /** From this share of the jump on a remark warns of it. */
    private static final double NEAR = .9;

    /** Throws IllegalArgumentException for settings that make no model. */
    public Deep {
        widths = List.copyOf(widths);
        decays = List.copyOf(decays);
        Settings.checkClasses(classes);
        Settings.checkPerClass(classes, perClass);
        Settings.check(
                widths.size() >= 2,
                "a deep model needs 2 or more layers of weights, not %d; with one it is the plain model",
                widths.size());
        Settings.check(
                !relu || widths.size() == 2, "the model with a ReLU has 2 layers of weights, not %d", widths.size());
        Settings.check(
                decays.size() == widths.size() + 1,
                "%d layers of weights and the features need %d decays, not %d",
                widths.size(),
                widths.size() + 1,
                decays.size());
        widths.forEach(Settings::checkWidth);
        for (int f = 0; f < decays.size(); f++) {
            Settings.checkDecay(f < widths.size() ? "W" + (widths.size() - f) : "H1", decays.get(f));
        }
    }

    @Override
    public String name() {
        return relu ? "extended-relu" : widths.size() == 2 ? "extended-linear" : "deep-linear";
    }

    @Override
    public List<Integer> counts() {
        return Collections.nCopies(classes, perClass);
    }

    @Override
    public Prediction predict() {
        ClosedForm.checkRoom(this);
        return at(threshold().vanished());
    }

    /**
     * The same at the best stationary point other than zero, which lives on beyond the jump and where a trained network
     * may sit; null where there is none. Below the jump it is {@link #predict()}.
     */
    public Prediction predictStationary() {
        ClosedForm.checkRoom(this);
        return product().hasStationary() ? at(false) : null;
    }

    /**
     * {@inheritDoc} A width below K always is: beyond the jump zero fits through it, but {@link #predictStationary()}
     * does not.
     */
    @Override
    public String tooNarrow() {
        return ClosedForm.tooNarrow(this, classes);
    }

    private DeepProduct product() {
        return new DeepProduct(decays.size(), ClosedForm.meanDecay(this) * scale());
    }

    private double scale() {
        return classes * Math.pow(perClass, 1.0 / decays.size());
    }

    private Threshold threshold() {
        return new Threshold("λ̄", ClosedForm.meanDecay(this), product().jump() / scale());
    }

    private Prediction at(boolean zero) {
        DeepProduct product = product();
        double each = zero ? 0 : Math.sqrt(perClass) * (1 - product.shortfall());
        ClosedForm form = new ClosedForm(this, new Modes.Alike(classes, each, each));
        return form.prediction(threshold(), zero ? .5 : product.stationaryValue(), null, form.logits(0), remarks(zero));
    }

    private List<String> remarks(boolean zero) {
        List<String> remarks = new ArrayList<>();
        DeepProduct product = product();
        Threshold threshold = threshold();
        double share = threshold.value() / threshold.critical();
        String where = String.format(
                Locale.ROOT,
                "λ̄ = (∏λ)^(1/%d) = %.4g is %.4g times its critical value %.4g",
                decays.size(),
                threshold.value(),
                share,
                threshold.critical());
        if (threshold.vanished()) {
            String local = !product.hasStationary()
                    ? String.format(Locale.ROOT, "beyond %.4g times no other minimum is left", product.lifetime())
                    : String.format(
                            Locale.ROOT,
                            "a local minimum with logits %.4g·I and the objective %.6g, above zero's .5, lives on up to %.4g "
                                    + "times, and gradient descent may well end there",
                            1 - product.shortfall(),
                            product.stationaryValue(),
                            product.lifetime());
            remarks.add(String.format(
                    Locale.ROOT,
                    "%s: the global minimum is at zero (it jumps there, from logits of %.4g·I); %s.",
                    where,
                    product.atJump(),
                    local));
            if (!zero) {
                remarks.add("The values given are those of the local minimum, not of the global one.");
            }
        } else if (share >= NEAR) {
            remarks.add(where
                    + ", where the minimum jumps to zero: other local minima, with some singular values at zero, are near in objective, "
                    + "and many random starts end in one of them.");
        }
        if (relu && !zero) {
            remarks.add(
                    "Behind the ReLU only norms are determined: W1's singular values and H1's, and the angles between H1's class means, are "
                            + "absent here. Where W1·H1 has no negative entry they are the linear model's.");
        }
        return remarks;
    }
}
