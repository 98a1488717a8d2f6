package org.ncollapse.ufm.fit;

import java.util.ArrayList;
import java.util.List;
import org.ncollapse.ufm.GradientDescent;
import org.ncollapse.ufm.Model;
import org.ncollapse.ufm.Objective;
import org.ncollapse.ufm.State;

/**
 * A model on its way down the gradient, measured at log-spaced iterations.
 *
 * <p>From record to record the step follows a bound on the curvature, which falls by orders of magnitude as features shrink; where the
 * objective rises all the same, the way from the last record is gone again with half the step. Time is the sum of the steps, so that all of
 * it approximates one gradient flow.
 */
final class Descent {
    private static final long FIRST_ITERATIONS = 20_000;
    private static final long MOST_ITERATIONS = 8 * FIRST_ITERATIONS;
    /** Multiplications and additions that one model's descent may take: ten to twenty seconds on one core. */
    private static final double MOST_OPERATIONS = 2e11;
    /** Until so many iterations steps are a smaller share of the bound's: the fastest modes, which decay first, then follow the flow too. */
    private static final double SLOW_START = 1000;
    /** From one record to the next iterations grow by this share. */
    private static final double GROWTH = .08;

    private final Gauge gauge;
    private final Start start;
    private final Objective objective;
    private final long most;
    private final List<Double> times = new ArrayList<>(List.of(0.0));
    private final List<double[]> points = new ArrayList<>();
    private State last;
    private double reached;
    private long done;
    /** The largest share of the bound's step. */
    private double caution = .5;

    Descent(Gauge gauge, Start start) {
        this.gauge = gauge;
        this.start = start;
        objective = new Objective(start.model());
        last = start.state();
        reached = objective.value(last);
        points.add(gauge.point(start, last));
        most = Math.max(1, Math.min(MOST_ITERATIONS, (long) (MOST_OPERATIONS / operations(start.model()))));
        if (!Double.isFinite(reached)) {
            throw new IllegalArgumentException("a descent cannot start where the objective is " + reached);
        }
    }

    /** An iteration multiplies every weight with every sample three times. */
    private static double operations(Model model) {
        List<Integer> widths = model.widths();
        double weights = 0;
        for (int l = 0; l < widths.size(); l++) {
            weights += (double) widths.get(l) * (l == 0 ? model.classes() : widths.get(l - 1));
        }
        return 6 * weights * model.samples();
    }

    /** Goes on: at first for the usual number of iterations, then for as many again as there were. */
    void goOn() {
        long until = Math.min(most, Math.max(FIRST_ITERATIONS, 2 * done));
        while (done < until) {
            long count = Math.min(until - done, Math.max(1, Math.round(done * GROWTH)));
            double step = caution * Math.min(1, (done + 10) / SLOW_START) * Curvature.step(start.model(), last);
            GradientDescent descent = new GradientDescent(start.model(), last, step);
            descent.advance(count);
            done += count;
            State state = descent.state();
            double value = objective.value(state);
            // At the minimum the objective wavers in its last digits.
            if (!(value <= reached * (1 + 1e-12))) {
                caution /= 2;
                continue;
            }
            times.add(times.get(times.size() - 1) + step * count);
            last = state;
            reached = value;
            points.add(gauge.point(start, last));
        }
    }

    /** How many iterations it has gone. */
    long iterations() {
        return done;
    }

    /** Whether it has gone as far as it may. */
    boolean exhausted() {
        return done >= most;
    }

    /** The way so far. */
    Course course() {
        return gauge.course(times, points);
    }
}
