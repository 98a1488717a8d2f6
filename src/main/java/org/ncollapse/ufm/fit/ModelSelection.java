package org.ncollapse.ufm.fit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.ncollapse.spec.UfmModelName;

/**
 * The models that can be fitted to a run, and why the others cannot.
 *
 * @param candidates those that suit the run's head, loss and classes; empty if no model covers the run
 * @param reasons one sentence or two for each model that was asked for and left out, or for the whole run
 */
record ModelSelection(List<CandidateModel> candidates, List<String> reasons) {
    /** The balanced models are used up to this ratio of the largest class to the smallest. */
    static final double MAX_BALANCED_RATIO = 1.3;

    private static final String BATCH_NORM = "No model is fitted to this network, as expected: it has batch "
            + "normalization, so its head is trained on features normalized by each batch, which differ from the "
            + "measured ones. To see a fit: ncollapse run experiments/mnist-ufm.yaml";

    /**
     * Selects the models for a run.
     *
     * @param models those that the experiment asks for
     */
    static ModelSelection select(FitInput input, List<UfmModelName> models) {
        RunSettings settings = input.settings();
        if (settings.batchNorm() && settings.featureDecay().lambda() == 0) {
            return new ModelSelection(List.of(), List.of(BATCH_NORM));
        }
        Optional<String> problem = problem(input);
        if (problem.isPresent()) {
            return new ModelSelection(List.of(), List.of("No model was fitted: " + problem.get()));
        }
        int width = input.widths().get(0);
        boolean balanced = settings.imbalanceRatio() <= MAX_BALANCED_RATIO;
        ModelSelection selection = new ModelSelection(new ArrayList<>(), new ArrayList<>());
        if (models.contains(UfmModelName.PLAIN) && balanced) {
            selection.add(new OneLayerCandidate(settings, width, false), input.last());
        }
        if (models.contains(UfmModelName.PLAIN)
                && !settings.headBias()
                && !settings.crossEntropy()
                && settings.imbalanceRatio() > 1) {
            selection.add(new OneLayerCandidate(settings, width, true), input.last());
        }
        for (UfmModelName model : List.of(UfmModelName.EXTENDED_LINEAR, UfmModelName.EXTENDED_RELU)) {
            if (models.contains(model)) {
                extendedProblem(input, balanced)
                        .ifPresentOrElse(
                                reason -> selection.leaveOut(model, reason),
                                () -> selection.add(extended(input, model), input.last()));
            }
        }
        return selection;
    }

    private static TwoLayerCandidate extended(FitInput input, UfmModelName model) {
        return new TwoLayerCandidate(
                input.settings(),
                input.widths().get(0),
                input.widths().get(1),
                model == UfmModelName.EXTENDED_RELU,
                input.hiddenSpectrum().orElseThrow());
    }

    private void add(CandidateModel candidate, CapturedEpoch last) {
        candidate
                .model(candidate.lambdaH(last))
                .widthProblem()
                .ifPresentOrElse(reason -> leaveOut(candidate.kind(), reason), () -> candidates.add(candidate));
    }

    private void leaveOut(UfmModelName model, String reason) {
        reasons.add(model + " is not fitted: " + reason);
    }

    /** Returns why no model can be fitted; empty if some can. */
    private static Optional<String> problem(FitInput input) {
        RunSettings settings = input.settings();
        if (settings.optimizer().isDecoupled()) {
            return Optional.of("the weight decay of the optimizer "
                    + settings.optimizer()
                    + " is decoupled from the gradient. The models have penalties, as with 'optimizer.kind: sgd'.");
        }
        if (settings.headDecay() == 0) {
            return Optional.of("the head has no weight decay. "
                    + "Without it the models have no minimizer to compare the network with.");
        }
        if (settings.classCounts().size() < 2 || settings.classCounts().contains(0)) {
            return Optional.of("the models need at least two classes, each with training samples. The class counts are "
                    + settings.classCounts() + ".");
        }
        if (settings.classCounts().contains(1)) {
            return Optional.of("a class has fewer than two training samples, so it has no within-class variability.");
        }
        if (settings.imbalanceRatio() > MAX_BALANCED_RATIO && (settings.headBias() || settings.crossEntropy())) {
            return Optional.of(String.format(
                    Locale.ROOT,
                    "the largest class has %.3g times the samples of the smallest. A closed form for unequal classes "
                            + "exists only for a bias-free head under MSE; this head has %s.",
                    settings.imbalanceRatio(),
                    settings.crossEntropy() ? "cross-entropy" : "a bias"));
        }
        return input.epochs().isEmpty() ? Optional.of("no epoch was captured.") : epochProblem(input);
    }

    private static Optional<String> epochProblem(FitInput input) {
        RunSettings settings = input.settings();
        CapturedEpoch last = input.last();
        double strength = relativeStrength(settings, last);
        if (Double.isNaN(strength)) {
            return Optional.of("at epoch %d the mean logits are not finite.".formatted(last.epoch()));
        }
        if (strength > 1 - LogitShrinkage.ZERO_LOGIT) {
            return Optional.of(String.format(
                    Locale.ROOT,
                    "at epoch %d the mean logits are the same for all classes (%s = %.4g, estimated from the logits). "
                            + "From 1 on the minimizer is zero.",
                    last.epoch(),
                    settings.crossEntropy() ? "K·s" : "c",
                    strength));
        }
        return Optional.empty();
    }

    /**
     * Returns c, estimated from the centered part of the logits, or K·s for cross-entropy. It is 1 where the mean
     * logits are the same for all classes.
     */
    static double relativeStrength(RunSettings settings, CapturedEpoch epoch) {
        if (settings.crossEntropy()) {
            int classes = settings.classCounts().size();
            return classes
                    / (Math.exp(LogitShrinkage.ofCrossEntropy(epoch.head().logits())
                                    .coefficient())
                            + classes
                            - 1);
        }
        return 1 - LogitShrinkage.centeredCoefficient(epoch.head().logits());
    }

    /** Returns why the extended models cannot be fitted; empty if they can. */
    private static Optional<String> extendedProblem(FitInput input, boolean balanced) {
        RunSettings settings = input.settings();
        if (settings.crossEntropy() || settings.headBias()) {
            return Optional.of("its closed form is for a bias-free head under MSE, and this run has "
                    + (settings.crossEntropy() ? "cross-entropy." : "a bias in its head."));
        }
        if (settings.featureDecay().penultimate() > 0) {
            return Optional.of(
                    input.measured()
                            ? "'feature_decay' penalizes the head's input, which in this model is no free layer; its "
                                    + "own is that of the files epoch-NNNN-previous-train.npz."
                            : "'objective.featureDecay' penalizes the head's input, which in this model is no free "
                                    + "layer; use {previous: } for it.");
        }
        if (!balanced) {
            return Optional.of(String.format(
                    Locale.ROOT,
                    "it is for classes of equal size, and the largest here has %.3g times the samples of the smallest.",
                    settings.imbalanceRatio()));
        }
        if (input.hiddenSpectrum().isEmpty()) {
            return Optional.of(
                    input.measured()
                            ? "the files have no 'hidden_weights', those of the layer before the head's input."
                            : "the network has no hidden fully connected layer before its head.");
        }
        if (input.epochs().stream().anyMatch(epoch -> epoch.hidden().isEmpty())) {
            return Optional.of(
                    input.measured()
                            ? "the input of the last hidden layer was not measured at every epoch; save it in files "
                                    + "epoch-NNNN-previous-train.npz, and 'hidden_weights' in those of the head's input."
                            : "the input of the last hidden layer was not captured; add 'previous' to 'capture.taps'.");
        }
        if (settings.hiddenDecay() == 0) {
            return Optional.of("the hidden layer has no weight decay.");
        }
        return Optional.empty();
    }
}
