package org.ncollapse.ufm.fit;

/**
 * How strong the penalties on a network's last layer are at one epoch, as the plain model reads them: its c, by two
 * independent estimates, in units of the strength at which its minimiser vanishes, so that theory's threshold is 1 for
 * every loss and for classes of any sizes. Under squared error 1 − c is what theory has for the mean logit of the true
 * class over the others; under cross-entropy, where it is 1 − K·s, for the probability of the true class less that of
 * another.
 *
 * @param byBalance from the norms, λ_W‖W‖² = λ_H‖H‖²: K√(nλ_Wλ_H), or its like; 0 without decay of the head's weights;
 *     NaN where the network has vanished, since there both sides are zero whatever λ_H is
 * @param byShrinkage from the mean logits alone; 1 and above where they do not tell the classes apart, below 0 where
 *     they overshoot their targets
 * @param residual how far the mean logits are from the model's form, relative; NaN where the network has vanished
 */
public record PlainModelStrength(double byBalance, double byShrinkage, double residual) {

    /** Where there is no closed form to read by, or no finite logits. */
    public static final PlainModelStrength UNDEFINED = new PlainModelStrength(Double.NaN, Double.NaN, Double.NaN);

    /**
     * Reads one epoch. Undefined where the plain model has no closed form: an absent class, fewer than two, a layer
     * narrower than the closed form needs, unequal classes under cross-entropy or with a bias.
     *
     * @param width of the head's input
     */
    public static PlainModelStrength of(RunSettings facts, int width, CapturedEpoch epoch) {
        int classes = facts.classCounts().size();
        boolean balanced = classes > 1
                && !facts.classCounts().contains(0)
                && facts.imbalanceRatio() <= ModelSelection.MAX_BALANCED_RATIO;
        boolean simplex = facts.crossEntropy() || facts.headBias() && facts.biasDecay() == 0;
        if (classes < 2
                || facts.classCounts().contains(0)
                || !balanced && (facts.crossEntropy() || facts.headBias())
                || width < (simplex ? classes - 1 : classes)) {
            return UNDEFINED;
        }
        double vanishing = ModelSelection.relativeStrength(facts, epoch);
        if (!Double.isFinite(vanishing)) {
            return UNDEFINED;
        }
        if (vanishing > 1 - LogitShrinkage.ZERO_LOGIT) {
            return new PlainModelStrength(Double.NaN, vanishing, Double.NaN);
        }
        RegularizationStrength strength = new OneLayerCandidate(facts, width, !balanced).strength(epoch);
        return new PlainModelStrength(
                strength.byBalance() / strength.critical(),
                strength.byShrinkage() / strength.critical(),
                strength.residual());
    }

    /** Whether the mean logits do not tell the classes apart: the penalties have won. */
    public boolean isZero() {
        return Double.isNaN(byBalance) && !Double.isNaN(byShrinkage);
    }
}
