package org.ncollapse.ufm.fit;

import java.util.ArrayList;
import java.util.List;
import org.ncollapse.ufm.GradientFlow;
import org.ncollapse.ufm.UfmModel;

/** A model on its way down the gradient, measured as it goes. */
final class ModelRollout {
    /** What one model's descent may cost, in units of {@link #cost}: about a minute on two cores. */
    private static final double MOST_COST = 1.8e12;
    /** What one gradient may cost; it decides how many samples are taken. */
    private static final double MOST_COST_OF_A_GRADIENT = 3e8;
    /** Reading and writing a variable at every stage takes as long as so many multiplications in a product. */
    private static final double COST_OF_A_VARIABLE = 300;
    /** Measures are taken when the time has grown by this share. */
    private static final double GROWTH = .04;
    /** So much longer it goes on each time. */
    private static final double LONGER = 4;
    /** After so many times the slowest penalty's own time nothing moves any more. */
    private static final double AT_REST = 20;

    private final TrajectoryMetrics gauge;
    private final InitialCondition start;
    private final GradientFlow flow;
    private final double most;
    private final List<Double> times = new ArrayList<>(List.of(0.0));
    private final List<double[]> points = new ArrayList<>();

    ModelRollout(TrajectoryMetrics gauge, InitialCondition start) {
        this.gauge = gauge;
        this.start = start;
        flow = new GradientFlow(start.model(), start.state(), start.featureRate());
        points.add(gauge.metrics(start, start.state()));
        most = MOST_COST / cost(start.model());
    }

    /** How many samples a model can be followed with. */
    static int maxSamples(UfmModel model) {
        return (int) Math.min(Integer.MAX_VALUE, MOST_COST_OF_A_GRADIENT / (cost(model) / model.samples()));
    }

    /**
     * Of a gradient: every weight meets every sample three times, in a multiplication and an addition, and every
     * variable is read and written.
     */
    private static double cost(UfmModel model) {
        List<Integer> widths = model.widths();
        double weights = 0;
        for (int l = 0; l < widths.size(); l++) {
            weights += (double) widths.get(l) * (l == 0 ? model.classes() : widths.get(l - 1));
        }
        return (6 * weights + COST_OF_A_VARIABLE * widths.get(widths.size() - 1)) * model.samples();
    }

    /**
     * Goes on, at first until a feature alone would have come to rest under its penalty and gradient, then four times
     * as long each time.
     */
    void extend() {
        double until = flow.time() == 0 ? firstTime() : LONGER * flow.time();
        while (flow.time() < until && flow.gradientEvaluations() < most) {
            flow.step(until);
            boolean ends = flow.time() >= until || flow.gradientEvaluations() >= most;
            if (ends || flow.time() >= (1 + GROWTH) * times.get(times.size() - 1)) {
                times.add(flow.time());
                points.add(gauge.metrics(start, flow.state()));
            }
        }
    }

    /** N: the time in which a feature moves by as much as weights of length one pull it. */
    private double firstTime() {
        return start.model().samples() / start.featureRate();
    }

    /** How many gradients it has taken. */
    long gradientEvaluations() {
        return flow.gradientEvaluations();
    }

    /** Which share it has used up of what it may cost. */
    double budgetFraction() {
        return Math.min(1, flow.gradientEvaluations() / most);
    }

    /** Whether it has gone as far as it may, or as there is any way to go. */
    boolean isFinished() {
        List<Double> decays = start.model().lambdas();
        double slowest = decays.get(decays.size() - 1) * start.featureRate();
        for (double decay : decays.subList(0, decays.size() - 1)) {
            slowest = Math.min(slowest, decay);
        }
        return flow.gradientEvaluations() >= most || flow.time() >= AT_REST / slowest;
    }

    /** The way so far. */
    Trajectory trajectory() {
        return gauge.trajectory(times, points);
    }
}
