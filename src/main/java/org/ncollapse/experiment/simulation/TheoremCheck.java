package org.ncollapse.experiment.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ncollapse.metrics.CollapseMetrics;
import org.ncollapse.metrics.MetricColumn;
import org.ncollapse.report.table.MetricsTable;
import org.ncollapse.spec.SimulationSpec;
import org.ncollapse.spec.Split;
import org.ncollapse.spec.Tap;
import org.ncollapse.text.NumberText;
import org.ncollapse.ufm.Observation;
import org.ncollapse.ufm.Prediction;
import org.ncollapse.ufm.PredictionComparison;
import org.ncollapse.ufm.UfmModel;

/** Whether a simulated model ended as its theorem says, in words. */
final class TheoremCheck {

    /** A distance to a frame, or an error relative to the closed form, below which the end counts as the theorem's. */
    private static final double SEEN = 0.01;
    /** The same for NC1, a ratio of squares. */
    private static final double COLLAPSED = SEEN * SEEN;
    /** Values of NC1 at H1 at which the two layers are compared. */
    private static final double[] DEPTHS = {1e-1, 1e-3, 1e-6, 1e-9};
    /** Closer to zero, an entry of W1·H1 lies on the ReLU's edge and on neither side. */
    private static final double EDGE = 1e-6;

    private final SimulationSpec simulation;
    private final SimulationResult simulated;
    private final List<Double> headNc1;
    private final MetricsTable.Series previous;
    private final Theorem theorem;
    private final Prediction prediction;
    private final Observation observation;

    TheoremCheck(
            SimulationSpec simulation,
            SimulationResult simulated,
            MetricsTable metrics,
            Prediction prediction,
            Observation observation) {
        this.simulation = simulation;
        this.simulated = simulated;
        headNc1 = metrics.series(Tap.PENULTIMATE, Split.TRAIN)
                .values(MetricColumn.NC1)
                .boxed()
                .toList();
        previous = metrics.series(Tap.PREVIOUS, Split.TRAIN);
        this.prediction = prediction;
        this.observation = observation;
        theorem = Theorem.of(simulated.model());
    }

    /** Model and descent, in a line. */
    String settingsLine() {
        UfmModel model = simulated.model();
        SimulationSpec.GradientDescentSpec descent = simulation.gradientDescent();
        String penalties = IntStream.range(0, model.lambdas().size())
                .mapToObj(f -> model.factorNames().get(f) + " "
                        + number(model.lambdas().get(f)))
                .collect(Collectors.joining(", "));
        return "K = " + model.classes() + ", n = " + model.classCounts().get(0) + ", d = "
                + model.widths().stream().map(String::valueOf).collect(Collectors.joining(", "))
                + "; penalties " + penalties + (model.hasBias() ? ", b " + number(model.lambdaB()) : "") + "; step "
                + number(descent.learningRate()) + ", "
                + descent.iterations() + " iterations from normal entries of deviation " + number(descent.initialStd())
                + ", seed " + simulation.seed() + ". Here "
                + prediction.threshold().symbol() + " = "
                + number(prediction.threshold().strength()) + "; from "
                + number(prediction.threshold().critical())
                + " on the minimum is zero.";
    }

    List<String> sentences() {
        List<String> sentences = new ArrayList<>(List.of(verdict()));
        switch (theorem) {
            case EXTENDED_LINEAR -> sentences.addAll(List.of(lowerLayer(), depth()));
            case EXTENDED_RELU -> sentences.addAll(List.of(behindTheRelu(), depth()));
            default -> {}
        }
        return sentences;
    }

    private String verdict() {
        CollapseMetrics end = simulated.metrics();
        double nc1 = end.variability().nc1();
        double nc2 = theorem.isSimplex()
                ? end.classMeanGeometry().etfDistance()
                : end.classMeanGeometry().ofDistance();
        double nc3 = theorem.isSimplex()
                ? end.selfDuality().etfDistance()
                : end.selfDuality().ofDistance();
        // NaN, an error relative to a predicted zero, counts as the largest.
        PredictionComparison farthest = simulated.comparisons().stream()
                .max(Comparator.comparingDouble(PredictionComparison::relativeError))
                .orElseThrow();
        boolean seen = nc1 < COLLAPSED && nc2 < SEEN && nc3 < SEEN && farthest.relativeError() < SEEN;
        return String.format(
                Locale.ROOT,
                "%s. After %d iterations NC1 is %.1e; NC2 and NC3, the distances to the %s, are %.1e and %.1e. Farthest from its "
                        + "closed form: %s, relative error %.1e.",
                seen ? "Seen" : "Not seen, or not yet",
                simulation.gradientDescent().iterations(),
                nc1,
                theorem.isSimplex() ? "ETF" : "OF",
                nc2,
                nc3,
                ReproducedModelRows.describe(farthest),
                farthest.relativeError());
    }

    /** NC1 of both layers where that of the lower one first falls below some values. */
    private String depth() {
        List<String> ratios = new ArrayList<>();
        for (double depth : DEPTHS) {
            IntStream.range(0, previous.rows().size())
                    .filter(i -> previous.rows().get(i).value(MetricColumn.NC1) < depth)
                    .findFirst()
                    .ifPresent(i -> ratios.add(String.format(
                            Locale.ROOT,
                            "%.2g where the latter falls below %.0e",
                            headNc1.get(i) / previous.rows().get(i).value(MetricColumn.NC1),
                            depth)));
        }
        return ratios.isEmpty()
                ? "Depth: H1 has not begun to collapse."
                : "Depth: NC1 of H2 over that of H1 is " + String.join(", ", ratios) + ".";
    }

    private String lowerLayer() {
        return String.format(
                Locale.ROOT,
                "H1 too: its class means are %.1e from the OF, and W1's singular values are %s.",
                lowerFrame(),
                spectrum());
    }

    private String behindTheRelu() {
        DMatrixRMaj activations = CommonOps_DDRM.multTransB(
                simulated.finalState().features(),
                simulated.finalState().weights().get(1),
                null);
        long negative =
                DoubleStream.of(activations.data).filter(value -> value < -EDGE).count();
        String found = String.format(
                Locale.ROOT,
                "the class means of H1 are %.2g from the OF, and W1's largest singular values are %s",
                lowerFrame(),
                spectrum());
        if (negative == 0) {
            return "No entry of W1\u00b7H1 is negative, so that H1 and W1 are as in the linear model: " + found + ".";
        }
        return String.format(
                Locale.ROOT,
                "%d of the %d entries of W1\u00b7H1 are negative, down to %.2g, so that H1's angles and W1's spectrum are not determined, and are not the "
                        + "linear model's: %s.",
                negative,
                activations.getNumElements(),
                Arrays.stream(activations.data).min().orElseThrow(),
                found);
    }

    private double lowerFrame() {
        return previous.rows().get(previous.rows().size() - 1).value(MetricColumn.NC2_OF);
    }

    /** W1's, as many as there are classes. */
    private String spectrum() {
        return DoubleStream.of(observation.factors().get(1).singularValues())
                .mapToObj(TheoremCheck::number)
                .collect(Collectors.joining(", "));
    }

    private static String number(double value) {
        return NumberText.significant(value, 4);
    }
}
