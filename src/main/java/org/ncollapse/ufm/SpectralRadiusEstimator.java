package org.ncollapse.ufm;

import java.util.Arrays;
import java.util.Random;

/**
 * Estimates the spectral radius of a vector field's Jacobian by power iterations on finite differences. Each call
 * continues with the direction of the last one, so that one or two iterations suffice along a path.
 */
final class SpectralRadiusEstimator {
    /** The iteration stops when the estimate changes by less than this fraction. */
    private static final double TOLERANCE = .02;
    /** Power iterations approach the radius from below. */
    private static final double SAFETY = 1.15;

    private static final int MAX_ITERATIONS = 80;
    /** The length of a difference, relative to the point: half the digits of a double. */
    private static final double RELATIVE_DISTANCE = 1e-7;

    private final VectorField field;
    private final double[] direction;
    private final double[] shifted;
    private final double[] shiftedDerivative;

    SpectralRadiusEstimator(VectorField field, int size) {
        this.field = field;
        direction = new double[size];
        shifted = new double[size];
        shiftedDerivative = new double[size];
        reset();
    }

    /** Starts again from a random direction. Call it when the point has moved far. */
    void reset() {
        Random random = new Random(1);
        Arrays.setAll(direction, i -> random.nextGaussian());
    }

    /**
     * Returns an estimate of the spectral radius, rather too large than too small.
     *
     * @param derivative the field at the point
     */
    double estimate(double[] point, double[] derivative) {
        double distance = RELATIVE_DISTANCE * Math.max(Vectors.norm(point), 1e-3);
        double radius = 0;
        double norm = Vectors.norm(direction);
        for (int iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
            for (int i = 0; i < point.length; i++) {
                shifted[i] = point[i] + distance / norm * direction[i];
            }
            field.evaluate(shifted, shiftedDerivative);
            for (int i = 0; i < point.length; i++) {
                direction[i] = shiftedDerivative[i] - derivative[i];
            }
            norm = Vectors.norm(direction);
            double estimate = norm / distance;
            if (norm == 0) {
                reset();
                return 0;
            }
            if (Math.abs(estimate - radius) < TOLERANCE * estimate) {
                return SAFETY * estimate;
            }
            radius = estimate;
        }
        return SAFETY * radius;
    }
}
