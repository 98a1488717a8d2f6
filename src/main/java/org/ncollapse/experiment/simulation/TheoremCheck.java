package org.ncollapse.experiment.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
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

/** Compares the final state of a simulated model with its theorem, as text for the page of {@code reproduce}. */
final class TheoremCheck {

    /**
     * The largest distance to a frame, and relative error to the closed form, at which the simulation agrees with the
     * theorem.
     */
    private static final double TOLERANCE = 0.01;
    /** The same for NC1, which is a ratio of squares. */
    private static final double NC1_TOLERANCE = TOLERANCE * TOLERANCE;
    /** The values of NC1 at H1 at which the two layers are compared. */
    private static final double[] NC1_LEVELS = {1e-1, 1e-3, 1e-6, 1e-9};
    /** Entries of W1·H1 above minus this value do not count as negative. */
    private static final double ZERO_TOLERANCE = 1e-6;

    private final SimulationSpec simulation;
    private final SimulationResult result;
    private final List<Double> headNc1;
    private final MetricsTable.Series previous;
    private final Theorem theorem;
    private final Prediction prediction;
    private final Observation observation;

    TheoremCheck(
            SimulationSpec simulation,
            SimulationResult result,
            MetricsTable metrics,
            Prediction prediction,
            Observation observation) {
        this.simulation = simulation;
        this.result = result;
        headNc1 = metrics.series(Tap.PENULTIMATE, Split.TRAIN)
                .values(MetricColumn.NC1)
                .boxed()
                .toList();
        previous = metrics.series(Tap.PREVIOUS, Split.TRAIN);
        this.prediction = prediction;
        this.observation = observation;
        theorem = Theorem.of(result.model());
    }

    /** Returns the settings of the model and of gradient descent in one line. */
    String settingsLine() {
        UfmModel model = result.model();
        SimulationSpec.GradientDescentSpec descent = simulation.gradientDescent();
        String penalties = IntStream.range(0, model.lambdas().size())
                .mapToObj(f -> model.factorNames().get(f) + " "
                        + number(model.lambdas().get(f)))
                .collect(Collectors.joining(", "));
        return "K = " + model.classes() + ", n = " + model.classCounts().get(0) + ", d = "
                + model.widths().stream().map(String::valueOf).collect(Collectors.joining(", "))
                + "; penalties " + penalties
                + (model.hasBias() ? ", b " + number(model.lambdaB().getAsDouble()) : "") + "; learning rate "
                + number(descent.learningRate()) + ", "
                + descent.iterations() + " iterations, initial entries normal with standard deviation "
                + number(descent.initialStd())
                + ", seed " + simulation.seed() + ". The strength "
                + prediction.threshold().symbol() + " = "
                + number(prediction.threshold().strength()) + "; at "
                + number(prediction.threshold().critical())
                + " and above, the minimizer is zero.";
    }

    List<String> sentences() {
        List<String> sentences = new ArrayList<>(List.of(verdict()));
        switch (theorem) {
            case EXTENDED_LINEAR -> sentences.addAll(List.of(previousLayer(), depth()));
            case EXTENDED_RELU -> sentences.addAll(List.of(negativeEntries(), depth()));
            default -> {}
        }
        return sentences;
    }

    private String verdict() {
        CollapseMetrics end = result.metrics();
        double nc1 = end.variability().nc1();
        double nc2 = theorem.isSimplex()
                ? end.classMeanGeometry().etfDistance()
                : end.classMeanGeometry().ofDistance();
        double nc3 = theorem.isSimplex()
                ? end.selfDuality().etfDistance()
                : end.selfDuality().ofDistance();
        // NaN, the error relative to a predicted zero, counts as the largest.
        PredictionComparison largest = result.comparisons().stream()
                .max(Comparator.comparingDouble(PredictionComparison::relativeError))
                .orElseThrow();
        boolean agrees =
                nc1 < NC1_TOLERANCE && nc2 < TOLERANCE && nc3 < TOLERANCE && largest.relativeError() < TOLERANCE;
        return ("%s. After %d iterations NC1 is %s; NC2 and NC3, the distances to the %s, are %s and %s. "
                        + "The largest deviation from the closed form: %s, relative error %s.")
                .formatted(
                        agrees ? "Agrees with the theorem" : "Has not converged to the theorem's minimizer",
                        simulation.gradientDescent().iterations(),
                        twoDigits(nc1),
                        theorem.isSimplex() ? "ETF" : "OF",
                        twoDigits(nc2),
                        twoDigits(nc3),
                        ReproducedModelRows.describe(largest),
                        twoDigits(largest.relativeError()));
    }

    /** Compares NC1 of both layers where that of H1 first falls below each level. */
    private String depth() {
        List<String> ratios = new ArrayList<>();
        for (double level : NC1_LEVELS) {
            IntStream.range(0, previous.rows().size())
                    .filter(i -> previous.rows().get(i).value(MetricColumn.NC1) < level)
                    .findFirst()
                    .ifPresent(i -> ratios.add(
                            twoDigits(headNc1.get(i) / previous.rows().get(i).value(MetricColumn.NC1))
                                    + " when NC1(H1) falls below " + NumberText.significant(level, 1)));
        }
        return ratios.isEmpty()
                ? "Depth: H1 does not collapse."
                : "Depth: NC1(H2)/NC1(H1) is " + String.join(", ", ratios) + ".";
    }

    private String previousLayer() {
        return "H1 collapses too: its class means are " + twoDigits(previousFrameDistance())
                + " from the OF, and W1's singular values are " + spectrum() + ".";
    }

    private String negativeEntries() {
        DMatrixRMaj activations = CommonOps_DDRM.multTransB(
                result.finalState().features(), result.finalState().weights().get(1), null);
        long negative = DoubleStream.of(activations.data)
                .filter(value -> value < -ZERO_TOLERANCE)
                .count();
        String measured = "the class means of H1 are " + twoDigits(previousFrameDistance())
                + " from the OF, and W1's largest singular values are " + spectrum();
        if (negative == 0) {
            return "No entry of W1\u00b7H1 is negative, so H1 and W1 are as in the linear model: " + measured + ".";
        }
        return ("%d of the %d entries of W1\u00b7H1 are negative, down to %s. The angles of H1 and the spectrum of W1 "
                        + "are not determined and differ from the linear model: %s.")
                .formatted(
                        negative,
                        activations.getNumElements(),
                        twoDigits(Arrays.stream(activations.data).min().orElseThrow()),
                        measured);
    }

    private double previousFrameDistance() {
        return previous.rows().get(previous.rows().size() - 1).value(MetricColumn.NC2_OF);
    }

    /** The K largest singular values of W1. */
    private String spectrum() {
        return DoubleStream.of(observation.factors().get(1).singularValues())
                .mapToObj(TheoremCheck::number)
                .collect(Collectors.joining(", "));
    }

    private static String number(double value) {
        return NumberText.significant(value, 4);
    }

    private static String twoDigits(double value) {
        return NumberText.significant(value, 2);
    }
}
