package org.ncollapse.ufm.fit;

import java.util.List;
import org.ncollapse.ufm.GradientFlow;
import org.ncollapse.ufm.UfmModel;
import org.ncollapse.ufm.UfmState;

/**
 * Simulates a model's gradient flow from its initial condition, at the network's times. The gradient of the features is
 * multiplied by κ: 1 for the model's own gradient flow, 0 for frozen features.
 */
final class ModelSimulation {
    /** The largest cost of one gradient, in the units of {@link #cost}; it limits the number of samples. */
    private static final double MAX_GRADIENT_COST = 3e8;
    /** Reading and writing a variable at every stage takes as long as this many multiplications in a matrix product. */
    private static final double VARIABLE_COST = 300;

    private final GradientFlow flow;
    private final long maxEvaluations;

    /**
     * Starts a simulation.
     *
     * @param featureRate κ
     * @param maxEvaluations how many gradients it may compute
     */
    ModelSimulation(InitialCondition start, double featureRate, long maxEvaluations) {
        this.maxEvaluations = maxEvaluations;
        flow = new GradientFlow(start.model(), start.state(), featureRate * start.sampleFraction());
    }

    /** Returns how many samples a model can be simulated with. */
    static int maxSamples(UfmModel model) {
        return (int) Math.min(Integer.MAX_VALUE, MAX_GRADIENT_COST / (cost(model) / model.samples()));
    }

    /** Returns how many gradients have this cost in total. */
    static long evaluations(UfmModel model, double totalCost) {
        return (long) (totalCost / cost(model));
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

    /** Continues to a time; returns whether it was reached before the gradients were used up. */
    boolean continueTo(double time) {
        while (flow.time() < time) {
            if (flow.gradientEvaluations() >= maxEvaluations) {
                return false;
            }
            flow.step(time);
        }
        return true;
    }

    /** Returns the current time. */
    double time() {
        return flow.time();
    }

    /** Returns the current state, as a copy. */
    UfmState state() {
        return flow.state();
    }

    /** Returns how many gradients have been computed. */
    long gradientEvaluations() {
        return flow.gradientEvaluations();
    }
}
