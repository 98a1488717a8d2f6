package org.ncollapse.ufm.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Which models a run can be laid beside, and why not the others.
 *
 * @param candidates those that fit the run's head, loss and classes; none where the run is outside every model
 * @param reasons a sentence for each model that was asked for and left out, or the one for the whole run
 */
record ModelSelection(List<CandidateModel> candidates, List<String> reasons) {
    static final String PLAIN = "plain";
    static final String EXTENDED_LINEAR = "extended-linear";
    static final String EXTENDED_RELU = "extended-relu";

    /** Captured epochs from zero training error on: half of them are fitted, half judge. */
    private static final int FEWEST_EPOCHS = 8;
    /** The largest class over the smallest up to which the balanced models are used. */
    static final double MAX_BALANCED_RATIO = 1.3;

    /**
     * Screens a run.
     *
     * @param models as the experiment asks for them
     */
    static ModelSelection select(FitInput evidence, List<String> models) {
        RunSettings facts = evidence.settings();
        String refusal = refusal(evidence);
        if (refusal != null) {
            return new ModelSelection(List.of(), List.of("No model was fitted: " + refusal));
        }
        List<CandidateModel> candidates = new ArrayList<>();
        List<String> reasons = new ArrayList<>();
        CapturedEpoch last = evidence.last();
        StartSamples departure = evidence.startSamples();
        int width = departure.headWeights().numCols;
        boolean balanced = facts.imbalanceRatio() <= MAX_BALANCED_RATIO;
        if (models.contains(PLAIN) && balanced) {
            add(new OneLayerCandidate(facts, width, false), last, candidates, reasons);
        }
        if (models.contains(PLAIN) && !facts.headBias() && !facts.crossEntropy() && facts.imbalanceRatio() > 1) {
            add(new OneLayerCandidate(facts, width, true), last, candidates, reasons);
        }
        for (String model : List.of(EXTENDED_LINEAR, EXTENDED_RELU)) {
            String reason = models.contains(model) ? notExtended(evidence, balanced) : null;
            if (reason != null) {
                reasons.add(model + " is not fitted: " + reason);
            } else if (models.contains(model)) {
                add(
                        new TwoLayerCandidate(
                                facts,
                                width,
                                departure.hiddenWeights().numCols,
                                model.equals(EXTENDED_RELU),
                                evidence.hiddenSpectrum()),
                        last,
                        candidates,
                        reasons);
            }
        }
        return new ModelSelection(candidates, reasons);
    }

    private static void add(
            CandidateModel candidate, CapturedEpoch last, List<CandidateModel> candidates, List<String> reasons) {
        String narrow = candidate.model(candidate.lambdaH(last)).widthProblem();
        if (narrow == null) {
            candidates.add(candidate);
        } else {
            reasons.add(candidate.modelName() + " is not fitted: " + narrow);
        }
    }

    private static String refusal(FitInput evidence) {
        RunSettings facts = evidence.settings();
        if (facts.headDecay() == 0) {
            return "the head has no weight decay. Without it the models have no minimizer to compare the network with.";
        }
        if (facts.classCounts().size() < 2 || facts.classCounts().contains(0)) {
            return "the models need at least two classes, each with training samples. The class counts are "
                    + facts.classCounts() + ".";
        }
        if (facts.imbalanceRatio() > MAX_BALANCED_RATIO && (facts.headBias() || facts.crossEntropy())) {
            return String.format(
                    Locale.ROOT,
                    "the largest class has %.3g times the samples of the smallest, and a closed form "
                            + "for unequal classes exists for a bias-free head under MSE only; this head has %s.",
                    facts.imbalanceRatio(),
                    facts.crossEntropy() ? "cross-entropy" : "a bias");
        }
        return evidence.epochs().isEmpty() ? "no epoch was captured." : refusal(facts, evidence);
    }

    private static String refusal(RunSettings facts, FitInput evidence) {
        CapturedEpoch last = evidence.last();
        double shrunk = relativeStrength(facts, last);
        if (Double.isNaN(shrunk)) {
            return "at epoch %d the mean logits are not finite.".formatted(last.epoch());
        }
        if (shrunk > 1 - LogitShrinkage.ZERO_LOGIT) {
            return String.format(
                    Locale.ROOT,
                    "at epoch %d the mean logits are the same for all classes (%s = %.4g, estimated from the logits). "
                            + "From 1 on the minimizer is zero.",
                    last.epoch(),
                    facts.crossEntropy() ? "K·s" : "c",
                    shrunk);
        }
        int past = evidence.terminalPhase().size();
        if (past < FEWEST_EPOCHS) {
            return ("only %d epochs with zero training error were captured; at least %d are needed, half to fit the time scale "
                            + "and half to test it. Train longer ('training.epochsPastZeroError', 'training.epochs') "
                            + "or capture more epochs ('capture.epochs').")
                    .formatted(past, FEWEST_EPOCHS);
        }
        return Arrays.stream(evidence.startSamples().classCounts()).min().orElse(0) >= 2
                ? null
                : "a class has fewer than two training samples, so it has no within-class variability.";
    }

    /** c by the logits' centred part, or K·s for cross-entropy: 1 where they vanish. */
    static double relativeStrength(RunSettings facts, CapturedEpoch last) {
        if (facts.crossEntropy()) {
            int classes = facts.classCounts().size();
            return classes
                    / (Math.exp(LogitShrinkage.ofCrossEntropy(last.logits()).coefficient()) + classes - 1);
        }
        return 1 - LogitShrinkage.centeredCoefficient(last.logits());
    }

    private static String notExtended(FitInput evidence, boolean balanced) {
        RunSettings facts = evidence.settings();
        if (facts.crossEntropy() || facts.headBias()) {
            return "its closed form is for a bias-free head under MSE, and this run has "
                    + (facts.crossEntropy() ? "cross-entropy." : "a bias in its head.");
        }
        if (!balanced) {
            return String.format(
                    Locale.ROOT,
                    "it is for classes of equal size, and the largest here has %.3g times the samples of the smallest.",
                    facts.imbalanceRatio());
        }
        if (evidence.startSamples().hiddenWeights() == null) {
            return "the network has no hidden fully connected layer before its head.";
        }
        if (evidence.last().previous() == null || evidence.startSamples().previous() == null) {
            return "the input of the last hidden layer was not captured; add 'previous' to 'capture.taps'.";
        }
        if (facts.hiddenDecay() == 0) {
            return "the hidden layer has no weight decay.";
        }
        return facts.hiddenBatchNorm()
                ? "the hidden layer is followed by batch normalization, so the scale of its weights is arbitrary."
                : null;
    }
}
