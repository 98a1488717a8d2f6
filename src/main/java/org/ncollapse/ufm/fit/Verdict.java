package org.ncollapse.ufm.fit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ncollapse.text.NumberText;
import org.ncollapse.ufm.PredictionComparison;
import org.ncollapse.ufm.StrengthSymbol;

/** Describes a fit in sentences, for the researcher who ran the network. Each string is one paragraph. */
final class Verdict {
    /** An R² on the held-out epochs of at least this counts as good. */
    private static final double GOOD_R2 = .5;
    /** An RMSE of at most this, in decades, counts as good whatever R² is: R² says little about a nearly flat curve. */
    private static final double SMALL_RMSE = .05;
    /** A model is better than a constant one if its RMSE is below this fraction of the constant one's. */
    private static final double MAX_RMSE_RATIO = .9;
    /**
     * Of two models one reproduces the depth effect better if the other's {@code depthRmse} is this many times larger.
     */
    private static final double DEPTH_RATIO = 2;

    private static final int LARGEST_ERRORS_SHOWN = 3;
    private static final int DIGITS = 3;

    private Verdict() {}

    /**
     * Writes the paragraphs. Models are ordered by {@link TrajectoryFit#rmse()}: the RMSE of NC1, NC2 and NC3 on the
     * held-out epochs, with equal weights. They are not ordered by R², which says little about a nearly flat curve.
     *
     * @param reasons why other models were left out
     */
    static List<String> of(List<ModelFit> fits, List<String> reasons) {
        List<ModelFit> ranked = fits.stream()
                .sorted(Comparator.comparingDouble(fit -> fit.trajectoryFit().rmse()))
                .toList();
        List<String> paragraphs = new ArrayList<>();
        if (!ranked.isEmpty()) {
            TrajectoryFit best = ranked.get(0).trajectoryFit();
            paragraphs.add(outcome(best));
            paragraphs.add(setup(best));
            ranked.forEach(fit -> paragraphs.add(trajectory(fit)));
            addDepth(ranked, paragraphs);
            ranked.forEach(fit -> paragraphs.add(estimates(fit)));
        }
        paragraphs.addAll(reasons);
        return List.copyOf(paragraphs);
    }

    /** Says which model is the closest. */
    private static String outcome(TrajectoryFit best) {
        if (best.rmse() >= MAX_RMSE_RATIO * best.rmseConstant()) {
            return "No model describes how collapse proceeds in this network: "
                    + "no model is clearly better than a constant one.";
        }
        long reproduced = reproducedMetrics(best);
        if (reproduced == TrajectoryFit.RANKED_METRICS) {
            return best.model() + " describes how collapse proceeds in this network.";
        }
        if (reproduced > 0) {
            return "%s is the closest model: it reproduces %d of %d metrics."
                    .formatted(best.model(), reproduced, TrajectoryFit.RANKED_METRICS);
        }
        return "No model describes how collapse proceeds in this network. " + best.model() + " is the closest.";
    }

    private static String setup(TrajectoryFit best) {
        List<Integer> epochs = best.epochs();
        return ("Each model starts at epoch %d. Its time scale is fitted up to epoch %d and tested on the held-out "
                        + "epochs %d to %d. The RMSE of a constant model there is %s.")
                .formatted(
                        epochs.get(0),
                        epochs.get(best.fittedEpochs() - 1),
                        epochs.get(best.fittedEpochs()),
                        epochs.get(epochs.size() - 1),
                        decades(best.rmseConstant()));
    }

    /** How many of the ranked metrics a model reproduces; none where its fitted time scale is the smallest possible. */
    private static long reproducedMetrics(TrajectoryFit fit) {
        return fit.timeScales().common().atLowerBound()
                ? 0
                : IntStream.range(0, TrajectoryFit.RANKED_METRICS)
                        .mapToObj(fit::heldOutScore)
                        .filter(Verdict::isGood)
                        .count();
    }

    private static boolean isGood(GoodnessOfFit score) {
        return score.r2() >= GOOD_R2 || score.rmse() <= SMALL_RMSE;
    }

    /** One model's RMSE, R² and time scales. */
    private static String trajectory(ModelFit modelFit) {
        TrajectoryFit fit = modelFit.trajectoryFit();
        int all = modelFit.candidate().model(fit.lambdaH()).samples();
        int used = fit.simulation().samples();
        List<TrajectoryMetric> metrics = fit.observed().metrics();
        String scores = IntStream.range(0, TrajectoryFit.RANKED_METRICS)
                .mapToObj(q -> "%s %s, R² %s"
                        .formatted(
                                metrics.get(q).label(),
                                digits(fit.heldOutScore(q).rmse()),
                                digits(fit.heldOutScore(q).r2())))
                .collect(Collectors.joining("; "));
        String scales = IntStream.range(0, TrajectoryFit.RANKED_METRICS)
                .mapToObj(q -> metrics.get(q).label() + " "
                        + timeScale(fit.timeScales().perMetric().get(q)))
                .collect(Collectors.joining(", "));
        return "%s: RMSE %s (%s). Time scale %s (for each metric alone: %s).%s"
                .formatted(
                        fit.model(),
                        decades(fit.rmse()),
                        scores,
                        timeScale(fit.timeScales().common()),
                        scales,
                        used < all ? " It used %d of %d samples.".formatted(used, all) : "");
    }

    /** The value, marked where it is a bound of the search. */
    private static String timeScale(TimeScale scale) {
        return (scale.atUpperBound() ? "≥ " : scale.atLowerBound() ? "≤ " : "") + digits(scale.value());
    }

    /** Adds whether the deeper layer has collapsed more, and which extended model reproduces that. */
    private static void addDepth(List<ModelFit> ranked, List<String> paragraphs) {
        List<TrajectoryFit> extended = ranked.stream()
                .map(ModelFit::trajectoryFit)
                .filter(fit -> fit.metricIndex(TrajectoryMetric.NC1_RATIO) >= 0)
                .toList();
        if (extended.isEmpty()) {
            return;
        }
        TrajectoryFit any = extended.get(0);
        int ratio = any.metricIndex(TrajectoryMetric.NC1_RATIO);
        int last = any.epochs().size() - 1;
        double lastRatio = any.observed().values()[ratio][last];
        StringBuilder text = new StringBuilder(
                "NC1(H2)/NC1(H1) is %s at epoch %d and %s at epoch %d: the deeper layer has collapsed %s."
                        .formatted(
                                digits(any.observed().values()[ratio][0]),
                                any.epochs().get(0),
                                digits(lastRatio),
                                any.epochs().get(last),
                                lastRatio < 1 ? "more" : "less"));
        extended.forEach(fit -> text.append(depth(fit, ratio)));
        paragraphs.add(text
                + depthConclusion(
                        extended.stream()
                                .sorted(Comparator.comparingDouble(TrajectoryFit::depthRmse))
                                .toList(),
                        ratio));
        paragraphs.add("At the start, the relative error of H2 is "
                + extended.stream()
                        .map(fit -> percent(fit.simulation().startError()) + " for " + fit.model())
                        .collect(Collectors.joining(" and "))
                + ". The linear model has no ReLU, and neither model has a hidden bias.");
    }

    private static String depth(TrajectoryFit fit, int ratio) {
        int last = fit.epochs().size() - 1;
        GoodnessOfFit atNc1Scale = fit.heldOutScoreAtNc1Scale(ratio);
        return (" %s predicts %s (RMSE %s on the held-out epochs). "
                        + "At the time scale of NC1, where the RMSE of NC1 is %s, it predicts %s (RMSE %s, R² %s).")
                .formatted(
                        fit.model(),
                        digits(fit.predicted()[ratio][last]),
                        decades(fit.heldOutScore(ratio).rmse()),
                        decades(fit.heldOutScoreAtNc1Scale(0).rmse()),
                        digits(fit.predictedAtNc1Scale()[ratio][last]),
                        decades(atNc1Scale.rmse()),
                        digits(atNc1Scale.r2()));
    }

    /** Compares the extended models by their {@code depthRmse}. */
    private static String depthConclusion(List<TrajectoryFit> closestFirst, int ratio) {
        TrajectoryFit best = closestFirst.get(0);
        if (closestFirst.size() == 1) {
            return isGood(best.heldOutScoreAtNc1Scale(ratio))
                    ? " It reproduces the depth effect."
                    : " It does not reproduce the depth effect.";
        }
        TrajectoryFit other = closestFirst.get(1);
        return other.depthRmse() >= DEPTH_RATIO * best.depthRmse()
                ? " %s reproduces the depth effect better than %s.".formatted(best.model(), other.model())
                : " The depth effect does not distinguish the two models.";
    }

    /** One model's estimates at the last captured epoch, and its largest and smallest relative errors. */
    private static String estimates(ModelFit fit) {
        RegularizationStrength strength = fit.strength();
        StrengthSymbol symbol = strength.symbol();
        List<Integer> epochs = fit.trajectoryFit().epochs();
        StringBuilder text = new StringBuilder(
                "%s at epoch %d: λ_H is %s by balance. %s is %s by balance and %s by the shrinkage of the logits; %s. "
                        .formatted(
                                fit.candidate().kind(),
                                epochs.get(epochs.size() - 1),
                                digits(fit.trajectoryFit().lambdaH()),
                                symbol,
                                digits(strength.byBalance()),
                                digits(strength.byShrinkage()),
                                difference(strength.byBalance(), strength.byShrinkage())));
        text.append("The logits deviate from the model's form by ")
                .append(percent(strength.residual()))
                .append('.');
        if (!Double.isNaN(fit.weightBalance())) {
            text.append(" λ_W2‖W2‖²/(λ_W1‖W1‖²) is ")
                    .append(digits(fit.weightBalance()))
                    .append("; at a stationary point it is 1.");
        }
        return text.append(threshold(fit)).append(errors(fit)).toString();
    }

    /** Compares the strength with the critical strength; for the plain models only where it exceeds that. */
    private static String threshold(ModelFit fit) {
        RegularizationStrength strength = fit.strength();
        boolean zero = strength.byBalance() >= strength.critical();
        if (fit.candidate().hasHiddenLayer()) {
            return " By balance " + strength.symbol() + " is " + digits(strength.byBalance() / strength.critical())
                    + " times the critical strength, at which the global minimum jumps to zero"
                    + (zero ? ", so the network is at most at a local minimum." : ".");
        }
        return zero
                ? " By balance the minimizer is zero: " + strength.symbol() + " is at least "
                        + digits(strength.critical()) + "."
                : "";
    }

    private static String errors(ModelFit fit) {
        List<PredictionComparison> sorted = fit.comparisons().stream()
                .filter(row -> !Double.isNaN(row.relativeError()))
                .sorted(Comparator.comparingDouble(PredictionComparison::relativeError)
                        .reversed())
                .toList();
        if (sorted.isEmpty()) {
            return " It predicts zero for every quantity.";
        }
        return " Largest relative errors: "
                + sorted.stream()
                        .limit(LARGEST_ERRORS_SHOWN)
                        .map(Verdict::error)
                        .collect(Collectors.joining(", "))
                + ". Smallest: " + error(sorted.get(sorted.size() - 1)) + ".";
    }

    private static String difference(double balance, double shrinkage) {
        if (shrinkage <= 0) {
            return "the logits exceed their targets, which no penalty allows";
        }
        double factor = Math.max(balance / shrinkage, shrinkage / balance);
        return "they differ by " + (factor < 2 ? percent(factor - 1) : "a factor of " + digits(factor));
    }

    private static String error(PredictionComparison row) {
        String quantity = row.quantity().replace('_', ' ');
        return (row.layer().isEmpty() ? quantity : quantity + " of " + row.layer()) + " ("
                + percent(row.relativeError()) + ")";
    }

    private static String decades(double rmse) {
        return digits(rmse) + " decades";
    }

    private static String percent(double fraction) {
        return NumberText.percent(fraction);
    }

    /** Returns three significant digits, or "undefined". */
    static String digits(double value) {
        return Double.isFinite(value) ? NumberText.significant(value, DIGITS) : "undefined";
    }
}
