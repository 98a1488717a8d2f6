package org.ncollapse.ufm;

import java.util.Arrays;
import java.util.Random;

/**
 * The largest eigenvalue, by magnitude, of a slope's Jacobian, from differences of slopes: power iterations that go on
 * from call to call, so that along a path one or two are enough.
 */
final class SpectralRadiusEstimator {
    /** An iteration that changes the estimate by less ends it. */
    private static final double SETTLED = .02;
    /** Power iterations come from below. */
    private static final double SAFETY = 1.15;

    private static final int MOST_ITERATIONS = 80;
    /** Of the difference, beside the point: half the digits. */
    private static final double SHARE = 1e-7;

    private final VectorField slope;
    private final double[] direction;
    private final double[] shifted;
    private final double[] shiftedSlope;

    SpectralRadiusEstimator(VectorField slope, int size) {
        this.slope = slope;
        direction = new double[size];
        shifted = new double[size];
        shiftedSlope = new double[size];
        reset();
    }

    /** Starts anew from a random direction: where the point has left the region that the last direction was of. */
    void reset() {
        Random random = new Random(1);
        Arrays.setAll(direction, i -> random.nextGaussian());
    }

    /** The radius at a point whose slope is known, a little above rather than below. */
    double estimate(double[] point, double[] pointSlope) {
        double distance = SHARE * Math.max(norm(point), 1e-3);
        double radius = 0;
        double norm = norm(direction);
        for (int iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
            for (int i = 0; i < point.length; i++) {
                shifted[i] = point[i] + distance / norm * direction[i];
            }
            slope.evaluate(shifted, shiftedSlope);
            for (int i = 0; i < point.length; i++) {
                direction[i] = shiftedSlope[i] - pointSlope[i];
            }
            norm = norm(direction);
            double estimate = norm / distance;
            if (norm == 0) {
                reset();
                return 0;
            }
            if (Math.abs(estimate - radius) < SETTLED * estimate) {
                return SAFETY * estimate;
            }
            radius = estimate;
        }
        return SAFETY * radius;
    }

    private static double norm(double[] x) {
        double squares = 0;
        for (double value : x) {
            squares += value * value;
        }
        return Math.sqrt(squares);
    }
}
