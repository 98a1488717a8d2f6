package org.ncollapse.ufm.fit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ncollapse.text.NumberText;
import org.ncollapse.ufm.PredictionComparison;

/**
 * Describes a fit in three sentences, for the researcher who ran the network: which model, how well, and what fails.
 * Each string is one paragraph.
 */
final class Verdict {
    /** A model describes a network if its RMSE is at most half of that of constant curves. */
    private static final double DESCRIBES = .5;
    /** A model is better than a null model if its RMSE is below this fraction of the null model's. */
    private static final double BETTER = .1;
    /** A metric fails if its RMSE exceeds a factor of two. */
    private static final double MAX_FACTOR = 2;
    /** A prediction of the end of training fails if its relative error exceeds this. */
    private static final double MAX_ERROR = .2;

    private static final int FAILURES_SHOWN = 2;
    private static final int DIGITS = 3;
    private static final double MIN_FACTOR = 1.01;

    private Verdict() {}

    /**
     * Writes the paragraphs about the best model: the one with the highest skill, all metrics together, compared with
     * constant curves.
     *
     * @param reasons why other models were left out
     */
    static List<String> of(FitInput input, List<ModelFit> fits, List<String> reasons) {
        List<String> paragraphs = new ArrayList<>();
        fits.stream()
                .filter(fit -> fit.trajectoryFit().isPresent())
                .max(Comparator.comparingDouble(fit -> skill(fit.trajectoryFit().orElseThrow())))
                .ifPresent(best -> {
                    TrajectoryFit fit = best.trajectoryFit().orElseThrow();
                    paragraphs.add(which(fit));
                    paragraphs.add(howWell(fit));
                    paragraphs.add(failures(best, fit));
                    paragraphs.addAll(EndOfTraining.notes(input));
                });
        fits.stream().filter(fit -> fit.trajectoryFit().isEmpty()).forEach(fit -> paragraphs.add(endOnly(input, fit)));
        if (!fits.isEmpty() && fits.stream().allMatch(fit -> fit.trajectoryFit().isEmpty())) {
            paragraphs.addAll(EndOfTraining.notes(input));
        }
        paragraphs.addAll(reasons);
        return List.copyOf(paragraphs);
    }

    /** Describes a fit without trajectories: why there are none, and how close the end of training is. */
    private static String endOnly(FitInput input, ModelFit fit) {
        String end = fit.comparisons().stream()
                .filter(row -> List.of("objective", "logits", "class_mean_gram").contains(row.quantity()))
                .filter(row -> Double.isFinite(row.relativeError()))
                .map(row -> "%s %s".formatted(quantity(row), NumberText.percent(row.relativeError())))
                .collect(Collectors.joining(", "));
        return "%s at the end of training, relative errors of its minimum: %s. Its trajectory is not compared: %s."
                .formatted(
                        fit.candidate().kind(),
                        end.isEmpty() ? "undefined" : end,
                        input.trajectoryProblem()
                                .map(TrajectoryProblem::reason)
                                .orElse("it takes too many gradients to reach the network's time"));
    }

    /** The skill compared with constant curves; the lowest where those are perfect. */
    private static double skill(TrajectoryFit fit) {
        double skill = fit.skill(fit.constant());
        return Double.isNaN(skill) ? Double.NEGATIVE_INFINITY : skill;
    }

    private static String which(TrajectoryFit fit) {
        double skill = skill(fit);
        if (skill < BETTER) {
            return "No model describes how collapse proceeds in this network: constant curves are about as close. "
                    + fit.model() + " is the closest model.";
        }
        if (skill < DESCRIBES) {
            return fit.model() + " is the closest model, but it describes only part of how collapse proceeds in this "
                    + "network.";
        }
        // A skill of NaN: frozen features are perfect.
        return fit.skill(fit.frozen()) >= BETTER
                ? fit.model() + " describes how collapse proceeds in this network."
                : fit.model() + " describes how collapse proceeds in this network, but it does so with frozen features "
                        + "too: its layers explain it, free features do not.";
    }

    private static String howWell(TrajectoryFit fit) {
        List<Integer> epochs = fit.epochs();
        List<String> metrics = IntStream.range(0, fit.observed().metrics().size())
                .mapToObj(q -> "its %s within %s"
                        .formatted(
                                fit.observed().metrics().get(q).label(), factor(fit.heldOutRmse(fit.predicted(), q))))
                .toList();
        return ("On the later epochs (%d to %d) %s (root mean square); all together within %s, "
                        + "compared with %s for constant curves and %s for frozen features. "
                        + "κ, the rate of its features, is %s (%s).")
                .formatted(
                        epochs.get(fit.fittedEpochs()),
                        epochs.get(epochs.size() - 1),
                        joined(metrics).replaceFirst(" within ", " is within a factor of "),
                        factor(fit.heldOutRmse(fit.predicted())),
                        factor(fit.heldOutRmse(fit.constant())),
                        factor(fit.heldOutRmse(fit.frozen())),
                        digits(fit.featureRate().value()),
                        interval(fit.featureRate()));
    }

    private static String interval(FeatureRate rate) {
        if (rate.isOpenBelow()) {
            return rate.isOpenAbove()
                    ? "not determined"
                    : "at most " + digits(rate.high()) + "; frozen features are inside the interval";
        }
        return rate.isOpenAbove()
                ? "at least " + digits(rate.low())
                : digits(rate.low()) + " to " + digits(rate.high());
    }

    private static String failures(ModelFit best, TrajectoryFit fit) {
        List<String> failures = new ArrayList<>();
        for (int q = 0; q < fit.observed().metrics().size(); q++) {
            double rmse = fit.heldOutRmse(fit.predicted(), q);
            String label = fit.observed().metrics().get(q).label();
            if (fit.skill(fit.constant(), q) < 0) {
                failures.add(label + ", to which a constant curve is closer");
            } else if (Math.pow(10, rmse) > MAX_FACTOR) {
                failures.add(label + ", by a factor of " + factor(rmse));
            }
        }
        best.comparisons().stream()
                .filter(row -> Math.min(row.relativeError(), descentError(best, row)) > MAX_ERROR)
                .sorted(Comparator.comparingDouble(PredictionComparison::relativeError)
                        .reversed())
                .limit(FAILURES_SHOWN)
                .forEach(row -> failures.add(error(best, row)));
        if (failures.isEmpty()) {
            return "Nothing fails: no metric by more than a factor of %s, no prediction of the end of training by more than %s."
                    .formatted(digits(MAX_FACTOR), NumberText.percent(MAX_ERROR));
        }
        return "What fails: " + String.join("; ", failures) + ".";
    }

    /** The error compared with the end of the model's descent; infinite without one. */
    private static double descentError(ModelFit fit, PredictionComparison row) {
        return fit.descent().stream()
                .filter(end -> end.layer().equals(row.layer()) && end.quantity().equals(row.quantity()))
                .mapToDouble(PredictionComparison::relativeError)
                .findFirst()
                .orElse(Double.POSITIVE_INFINITY);
    }

    private static String error(ModelFit fit, PredictionComparison row) {
        double descent = descentError(fit, row);
        return "the %s at the end, whose relative error is %s compared with the model's minimum%s"
                .formatted(
                        quantity(row),
                        NumberText.percent(row.relativeError()),
                        Double.isInfinite(descent)
                                ? ""
                                : " and %s compared with the end of its descent"
                                        .formatted(NumberText.percent(descent)));
    }

    private static String quantity(PredictionComparison row) {
        String quantity = row.quantity().replace('_', ' ');
        return row.layer().isEmpty() ? quantity : quantity + " of " + row.layer();
    }

    private static String joined(List<String> parts) {
        int last = parts.size() - 1;
        return parts.subList(0, last).stream().collect(Collectors.joining(", ")) + " and " + parts.get(last);
    }

    /** Returns an RMSE in decades as a factor, at least 1.01. */
    private static String factor(double rmse) {
        return NumberText.significant(Math.max(MIN_FACTOR, Math.pow(10, rmse)), DIGITS);
    }

    /** Returns three significant digits, or "undefined". */
    static String digits(double value) {
        return Double.isFinite(value) ? NumberText.significant(value, DIGITS) : "undefined";
    }
}
