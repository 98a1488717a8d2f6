package org.ncollapse.ufm.fit;

import java.util.ArrayList;
import java.util.List;
import org.ncollapse.ufm.GradientFlow;
import org.ncollapse.ufm.UfmModel;

/** Simulates a model's gradient flow and records its metrics. */
final class ModelSimulation {
    /** The budget of one model, in the units of {@link #cost}: about a minute on two cores. */
    private static final double MAX_COST = 1.8e12;
    /** The budget of one gradient; it limits the number of samples. */
    private static final double MAX_GRADIENT_COST = 3e8;
    /** Reading and writing a variable at every stage takes as long as this many multiplications in a matrix product. */
    private static final double VARIABLE_COST = 300;
    /** Metrics are recorded when the time has grown by this fraction. */
    private static final double RECORDING_GROWTH = .04;
    /** Each extension multiplies the simulated time by this factor. */
    private static final double EXTENSION_FACTOR = 4;
    /** After this many time constants of the smallest penalty the model has converged. */
    private static final double CONVERGED_TIME = 20;

    private final TrajectoryMetrics metrics;
    private final InitialCondition start;
    private final GradientFlow flow;
    private final double maxEvaluations;
    private final List<Double> times = new ArrayList<>(List.of(0.0));
    private final List<double[]> metricsAtTimes = new ArrayList<>();

    ModelSimulation(TrajectoryMetrics metrics, InitialCondition start) {
        this.metrics = metrics;
        this.start = start;
        flow = new GradientFlow(start.model(), start.state(), start.featureRate());
        metricsAtTimes.add(metrics.metrics(start, start.state()));
        maxEvaluations = MAX_COST / cost(start.model());
    }

    /** Returns how many samples a model can be simulated with. */
    static int maxSamples(UfmModel model) {
        return (int) Math.min(Integer.MAX_VALUE, MAX_GRADIENT_COST / (cost(model) / model.samples()));
    }

    /**
     * Returns the cost of a gradient: each weight takes part in three multiplications and additions per sample, and
     * each variable is read and written.
     */
    private static double cost(UfmModel model) {
        List<Integer> widths = model.widths();
        double weights = 0;
        for (int l = 0; l < widths.size(); l++) {
            weights += (double) widths.get(l) * (l == 0 ? model.classes() : widths.get(l - 1));
        }
        return (6 * weights + VARIABLE_COST * widths.get(widths.size() - 1)) * model.samples();
    }

    /**
     * Continues the simulation: the first time up to {@link #firstTime()}, later up to four times the time so far, or
     * until the budget is used.
     */
    void extend() {
        double until = flow.time() == 0 ? firstTime() : EXTENSION_FACTOR * flow.time();
        while (flow.time() < until && flow.gradientEvaluations() < maxEvaluations) {
            flow.step(until);
            boolean ends = flow.time() >= until || flow.gradientEvaluations() >= maxEvaluations;
            if (ends || flow.time() >= (1 + RECORDING_GROWTH) * times.get(times.size() - 1)) {
                times.add(flow.time());
                metricsAtTimes.add(metrics.metrics(start, flow.state()));
            }
        }
    }

    /** Returns N divided by the feature rate: the time in which weights of norm 1 move a feature by its own length. */
    private double firstTime() {
        return start.model().samples() / start.featureRate();
    }

    /** Returns how many gradients have been computed. */
    long gradientEvaluations() {
        return flow.gradientEvaluations();
    }

    /** Returns the used fraction of the budget. */
    double budgetFraction() {
        return Math.min(1, flow.gradientEvaluations() / maxEvaluations);
    }

    /** Returns whether the budget is used or the model has converged. */
    boolean isFinished() {
        List<Double> lambdas = start.model().lambdas();
        double smallest = lambdas.get(lambdas.size() - 1) * start.featureRate();
        for (double lambda : lambdas.subList(0, lambdas.size() - 1)) {
            smallest = Math.min(smallest, lambda);
        }
        return flow.gradientEvaluations() >= maxEvaluations || flow.time() >= CONVERGED_TIME / smallest;
    }

    /** Returns the trajectory so far. */
    Trajectory trajectory() {
        return metrics.trajectory(times, metricsAtTimes);
    }
}
