package org.ncollapse.ufm.fit;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ncollapse.ufm.PredictionComparison;

/** A fit in words, for the researcher who ran the network: a paragraph a string. */
final class Verdict {
    /** A held-out R² from here on is called good. */
    private static final double GOOD = .5;
    /** So is a difference of so many decades or less, whatever R² is: where a curve is nearly flat it says little. */
    private static final double NEAR = .05;
    /** A model must be at least so much nearer than one that stands still. */
    private static final double BETTER = .9;
    /** So many times as far off as the other, a model does without the effect of depth. */
    private static final double CLEARLY = 2;

    private static final int WORST_SHOWN = 3;

    private Verdict() {}

    /**
     * Puts a fit into words. Models are ranked by {@link TrajectoryFit#rank()}: by how many decades their NC1, NC2 and
     * NC3 miss those of the later epochs, all three alike, because R² says little where a curve is nearly flat.
     *
     * @param reasons why other models were left out
     */
    static List<String> of(List<ModelFit> findings, List<String> reasons) {
        List<ModelFit> ranked = findings.stream()
                .sorted(Comparator.comparingDouble(
                        finding -> finding.trajectoryFit().rmse()))
                .toList();
        List<String> words = new ArrayList<>();
        if (!ranked.isEmpty()) {
            words.addAll(dynamics(ranked));
            depth(ranked, words);
            for (ModelFit finding : ranked) {
                words.add(statics(finding));
            }
        }
        words.addAll(reasons);
        return List.copyOf(words);
    }

    /** Which model follows the later epochs best, then a paragraph of numbers for each. */
    private static List<String> dynamics(List<ModelFit> ranked) {
        TrajectoryFit best = ranked.get(0).trajectoryFit();
        List<Integer> epochs = best.epochs();
        List<String> words = new ArrayList<>(List.of(outcome(best)));
        words.add(
                "Each was started from epoch %d, its one time-scale fitted up to epoch %d, and judged on epochs %d to %d, where standing still is off by %s:"
                        .formatted(
                                epochs.get(0),
                                epochs.get(best.fittedEpochs() - 1),
                                epochs.get(best.fittedEpochs()),
                                epochs.get(epochs.size() - 1),
                                decades(best.rmseConstant())));
        ranked.forEach(finding -> words.add(numbers(finding)));
        return words;
    }

    private static String outcome(TrajectoryFit best) {
        if (best.rmse() >= BETTER * best.rmseConstant()) {
            return "None of these models describes how collapse goes on in this network: none does clearly better than one that stands still.";
        }
        long good = followed(best);
        if (good == TrajectoryFit.RANKED_METRICS) {
            return best.model() + " describes how collapse goes on in this network.";
        }
        if (good > 0) {
            return best.model()
                    + " comes nearest to how collapse goes on in this network: it follows %d of %d measures."
                            .formatted(good, TrajectoryFit.RANKED_METRICS);
        }
        return "None of these models describes how collapse goes on in this network; " + best.model()
                + " comes nearest.";
    }

    /**
     * How many of the ranked measures a model follows well; none where it does best at rest, for then it follows
     * nothing.
     */
    private static long followed(TrajectoryFit pursuit) {
        return pursuit.timeScale().atLowerBound()
                ? 0
                : IntStream.range(0, TrajectoryFit.RANKED_METRICS)
                        .mapToObj(pursuit::heldOutScore)
                        .filter(judged -> judged.r2() >= GOOD || judged.rmse() <= NEAR)
                        .count();
    }

    private static String numbers(ModelFit finding) {
        TrajectoryFit pursuit = finding.trajectoryFit();
        int all = finding.candidate().model(pursuit.featurePenalty()).samples();
        String each = IntStream.range(0, TrajectoryFit.RANKED_METRICS)
                .mapToObj(q -> "%s %s (R² %s)"
                        .formatted(
                                label(pursuit.observed().metrics().get(q)),
                                digits(pursuit.heldOutScore(q).rmse()),
                                digits(pursuit.heldOutScore(q).r2())))
                .collect(Collectors.joining(", "));
        String alone = IntStream.range(0, TrajectoryFit.RANKED_METRICS)
                .mapToObj(q -> scale(pursuit.metricTimeScales().get(q)) + " by "
                        + label(pursuit.observed().metrics().get(q)))
                .collect(Collectors.joining(", "));
        return "%s is off by %s: %s; time-scale %s (each alone: %s)%s."
                .formatted(
                        pursuit.model(),
                        decades(pursuit.rmse()),
                        each,
                        scale(pursuit.timeScale()),
                        alone,
                        pursuit.samples() < all
                                ? "; it ran on %d of %d samples".formatted(pursuit.samples(), all)
                                : "");
    }

    /**
     * Where the simulated time ends, a longer one might ask for a larger scale; a model that does best at rest would
     * have none at all.
     */
    private static String scale(TimeScale scale) {
        return (scale.atUpperBound() ? "at least " : scale.atLowerBound() ? "at most " : "") + digits(scale.value());
    }

    /** Whether the deeper layer is the more collapsed one, and which of two extended models has it so. */
    private static void depth(List<ModelFit> ranked, List<String> words) {
        List<TrajectoryFit> extended = ranked.stream()
                .map(ModelFit::trajectoryFit)
                .filter(pursuit -> pursuit.metricIndex(TrajectoryFit.NC1_RATIO) >= 0)
                .toList();
        if (extended.isEmpty()) {
            return;
        }
        TrajectoryFit any = extended.get(0);
        int ratio = any.metricIndex(TrajectoryFit.NC1_RATIO);
        int last = any.epochs().size() - 1;
        double seen = any.observed().values()[ratio][last];
        StringBuilder text = new StringBuilder(
                ("NC1(H2)/NC1(H1) is %s at epoch %d and %s at epoch %d: " + "the deeper layer is the %s collapsed one.")
                        .formatted(
                                digits(any.observed().values()[ratio][0]),
                                any.epochs().get(0),
                                digits(seen),
                                any.epochs().get(last),
                                seen < 1 ? "more" : "less"));
        for (TrajectoryFit pursuit : extended) {
            text.append(
                    " For %s it goes to %s, off by %s over the later epochs; paced by NC1 alone, which it then follows to within %s, to %s, off by %s (R² %s)."
                            .formatted(
                                    pursuit.model(),
                                    digits(pursuit.predicted()[ratio][last]),
                                    decades(pursuit.heldOutScore(ratio).rmse()),
                                    decades(pursuit.heldOutScoreAtNc1Scale(0).rmse()),
                                    digits(pursuit.predictedAtNc1Scale()[ratio][last]),
                                    decades(pursuit.heldOutScoreAtNc1Scale(ratio)
                                            .rmse()),
                                    digits(pursuit.heldOutScoreAtNc1Scale(ratio).r2())));
        }
        words.add(text
                + effect(
                        extended.stream()
                                .sorted(Comparator.comparingDouble(TrajectoryFit::depthRmse))
                                .toList(),
                        ratio));
        words.add("Of the network's H2 at the start "
                + extended.stream()
                        .map(pursuit -> pursuit.model() + " misses " + percent(pursuit.startError()))
                        .collect(Collectors.joining(" and "))
                + ": the linear model has no ReLU, and neither has a hidden layer's bias.");
    }

    /**
     * Who has the effect of depth: the model whose NC1 in both layers, at the pace of the upper one's, is clearly
     * nearer than the other's.
     */
    private static String effect(List<TrajectoryFit> nearest, int ratio) {
        TrajectoryFit.GoodnessOfFit best = nearest.get(0).heldOutScoreAtNc1Scale(ratio);
        if (nearest.size() == 1) {
            return best.r2() >= GOOD || best.rmse() <= NEAR
                    ? " So it has the effect of depth here."
                    : " So it has not the effect of depth as it unfolds here.";
        }
        return nearest.get(1).depthRmse() >= CLEARLY * nearest.get(0).depthRmse()
                ? " So %s has the effect of depth here rather than %s."
                        .formatted(nearest.get(0).model(), nearest.get(1).model())
                : " So depth does not tell the two apart here.";
    }

    /** The estimates at the last captured epoch, and the predictions that fail most. */
    private static String statics(ModelFit finding) {
        RegularizationStrength strength = finding.strength();
        String symbol = strength.symbol().equals("lambda_bar") ? "λ̄" : strength.symbol();
        List<Integer> epochs = finding.trajectoryFit().epochs();
        StringBuilder text = new StringBuilder("%s at epoch %d: λ_H is %s by balance. "
                .formatted(
                        finding.candidate().modelName(),
                        epochs.get(epochs.size() - 1),
                        digits(finding.trajectoryFit().featurePenalty())));
        text.append("%s is %s by balance and %s by the logits' shrinkage, %s; the logits are %s from the model's form."
                .formatted(
                        symbol,
                        digits(strength.byBalance()),
                        digits(strength.byShrinkage()),
                        apart(strength.byBalance(), strength.byShrinkage()),
                        percent(strength.residual())));
        if (!Double.isNaN(finding.weightBalance())) {
            text.append(" λ_W2‖W2‖² is " + digits(finding.weightBalance())
                    + " times λ_W1‖W1‖², where every stationary point has 1.");
        }
        text.append(threshold(finding, symbol));
        List<PredictionComparison> worst = finding.comparisons().stream()
                .filter(row -> !Double.isNaN(row.relativeError()))
                .sorted(Comparator.comparingDouble(PredictionComparison::relativeError)
                        .reversed())
                .toList();
        if (worst.isEmpty()) {
            return text + " It predicts nothing but zero there.";
        }
        return text + " It fails most at "
                + worst.stream().limit(WORST_SHOWN).map(Verdict::error).collect(Collectors.joining(", "))
                + "; nearest is " + error(worst.get(worst.size() - 1)) + ".";
    }

    /**
     * Where a model stands beside the point where its minimiser vanishes; for the plain models only where that has
     * happened.
     */
    private static String threshold(ModelFit finding, String symbol) {
        RegularizationStrength strength = finding.strength();
        boolean beyond = strength.byBalance() >= strength.critical();
        if (finding.candidate().hasHiddenLayer()) {
            return " By balance " + symbol + " is " + digits(strength.byBalance() / strength.critical())
                    + " times the value at which the global minimum jumps to zero"
                    + (beyond ? ", so that the network sits at a local minimum at best." : ".");
        }
        return beyond
                ? " By balance the minimiser is zero, from " + symbol + " = " + digits(strength.critical()) + " on."
                : "";
    }

    private static String apart(double balance, double shrinkage) {
        if (shrinkage <= 0) {
            return "so that the logits overshoot what any penalty allows";
        }
        double factor = Math.max(balance / shrinkage, shrinkage / balance);
        return factor < 2 ? percent(factor - 1) + " apart" : "a factor of " + digits(factor) + " apart";
    }

    private static String error(PredictionComparison row) {
        String quantity = row.quantity().replace('_', ' ');
        return (row.layer().isEmpty() ? "the " + quantity : "the " + quantity + " of " + row.layer()) + " ("
                + percent(row.relativeError()) + " off)";
    }

    private static String label(String quantity) {
        return quantity.substring(0, 3).toUpperCase(Locale.ROOT);
    }

    private static String decades(double distance) {
        return digits(distance) + " decades";
    }

    private static String percent(double share) {
        return digits(100 * share) + " %";
    }

    /** Three significant digits. */
    static String digits(double value) {
        if (!Double.isFinite(value)) {
            return "undefined";
        }
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(3)).stripTrailingZeros();
        double size = Math.abs(value);
        return value == 0
                ? "0"
                : size >= 1e-3 && size < 1e5
                        ? rounded.toPlainString()
                        : rounded.toString().replace("E", "e").replace("e+", "e");
    }
}
