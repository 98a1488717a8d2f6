package org.ncollapse.ufm.fit;

/**
 * The plain model's regularization strength c of a network at one epoch, by balance and by shrinkage. It is in units of
 * the critical strength, at which the minimizer becomes zero. In these units the critical strength is 1 for every loss
 * and for classes of any sizes. Under squared error the theory predicts a mean logit difference of 1 − c between the
 * true class and the others. Under cross-entropy the value is K·s, and 1 − K·s is the predicted difference between the
 * probabilities.
 *
 * @param byBalance from the norms, λ_W‖W‖² = λ_H‖H‖²: K√(nλ_Wλ_H) or its equivalent; 0 without weight decay of the
 *     head; NaN where the features have become zero, because then both sides are zero whatever λ_H is
 * @param byShrinkage from the mean logits alone; at least 1 where they are the same for all classes, negative where
 *     they exceed their targets
 * @param residual relative deviation of the mean logits from the model's form; NaN where the features have become zero
 */
public record PlainModelStrength(double byBalance, double byShrinkage, double residual) {

    /** The strength where there is no closed form or where the logits are not finite. */
    public static final PlainModelStrength UNDEFINED = new PlainModelStrength(Double.NaN, Double.NaN, Double.NaN);

    /**
     * Estimates the strength at one epoch. It is undefined where the plain model has no closed form: with an absent
     * class, fewer than two classes, a layer narrower than the closed form needs, or unequal classes under
     * cross-entropy or with a bias.
     *
     * @param width of the head's input
     */
    public static PlainModelStrength of(RunSettings settings, int width, CapturedEpoch epoch) {
        int classes = settings.classCounts().size();
        boolean balanced = classes > 1
                && !settings.classCounts().contains(0)
                && settings.imbalanceRatio() <= ModelSelection.MAX_BALANCED_RATIO;
        boolean simplex = settings.crossEntropy() || settings.headBias() && settings.biasDecay() == 0;
        if (classes < 2
                || settings.classCounts().contains(0)
                || !balanced && (settings.crossEntropy() || settings.headBias())
                || width < (simplex ? classes - 1 : classes)) {
            return UNDEFINED;
        }
        double relativeStrength = ModelSelection.relativeStrength(settings, epoch);
        if (!Double.isFinite(relativeStrength)) {
            return UNDEFINED;
        }
        if (relativeStrength > 1 - LogitShrinkage.ZERO_LOGIT) {
            return new PlainModelStrength(Double.NaN, relativeStrength, Double.NaN);
        }
        RegularizationStrength strength = new OneLayerCandidate(settings, width, !balanced).strength(epoch);
        return new PlainModelStrength(
                strength.byBalance() / strength.critical(),
                strength.byShrinkage() / strength.critical(),
                strength.residual());
    }

    /** Returns whether the features have become zero: the mean logits are the same for all classes. */
    public boolean isZeroSolution() {
        return Double.isNaN(byBalance) && !Double.isNaN(byShrinkage);
    }
}
