package org.ncollapse.ufm;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;

/**
 * Gradient flow, dx/dt = −∇f(x): what gradient descent comes to as its steps become small.
 *
 * <p>The weights of a model move thousands of times faster than its features, whose gradient is divided by the number
 * of samples. Steps of plain descent would have to be as short as the fastest mode asks for, long after it has come to
 * rest. {@link RungeKuttaChebyshev}s cost s gradients for a time that grows with s²; they suit a gradient, whose
 * Jacobian has real eigenvalues, whatever the loss, and solve no system.
 *
 * <p>A step is as long as an estimate of its own error allows: of every factor, and of the outputs' spread within
 * classes, which at collapse is a tiny part of everything and what collapse is measured by.
 *
 * <p>Behind a ReLU many inputs come to rest at its kink, pushed there from both sides. The flow slides along it; a
 * method that sees the slope jump shivers instead, and takes steps fifty times as short. So the slope goes from 0 to 1
 * over a hundredth of a typical input on either side.
 *
 * <p>Not thread-safe.
 */
public final class GradientFlow {
    /** Relative error of a step in each factor. */
    private static final double TOLERANCE = 1e-3;
    /** The same in the outputs' spread within classes. */
    private static final double SPREAD_TOLERANCE = 1e-2;
    /** A spread below this share of the outputs is not followed: single precision cannot show it. */
    private static final double SMALLEST_SPREAD = 1e-7;

    /** Of the typical input of a ReLU: half the width over which its slope goes from 0 to 1. */
    private static final double KINK = 1e-2;

    private final UfmModel model;
    private final Objective objective;
    private final double mobility;
    private final RungeKuttaChebyshev method;
    private final SpectralRadiusEstimator radius;
    private final double[] point;
    private final double[] slope;
    private final double[] nextSlope;
    private final double[] error;
    private final double[] outputs;
    private final double[] otherOutputs;
    private double time;
    private double length;
    private long gradientEvaluations;

    /**
     * At the start, which is copied.
     *
     * @param mobility how many times faster than by their own gradient the features move: 1, or, where n′ samples a
     *     class stand for n and their penalty is n/n′ times as large, n′/n, so that each moves as one of all n would
     */
    public GradientFlow(UfmModel model, UfmState start, double mobility) {
        this.model = model;
        this.mobility = mobility;
        objective = new Objective(model, 1, model.relu() ? KINK * rootMeanSquare(preactivations(start)) : 0);
        point = objective.pack(start);
        slope = new double[point.length];
        nextSlope = new double[point.length];
        error = new double[point.length];
        outputs = new double[model.samples() * model.classes()];
        otherOutputs = new double[outputs.length];
        method = new RungeKuttaChebyshev(this::slope, point.length);
        radius = new SpectralRadiusEstimator(this::slope, point.length);
        slope(point, slope);
        length = .1 / Math.max(radius.estimate(point, slope), Double.MIN_NORMAL);
    }

    /** Goes on by one step, as long as its error allows but not beyond {@code until}. */
    public void step(double until) {
        while (true) {
            double tried = Math.min(length, until - time);
            double[] next = method.step(
                    point, slope, tried, RungeKuttaChebyshev.stageCount(tried * radius.estimate(point, slope)));
            slope(next, nextSlope);
            double size = error(next, tried);
            // Not-a-number, where a step was not stable after all, is too large as well.
            double change = size >= 0 ? Math.min(3, .8 / Math.cbrt(Math.max(size, 1e-3))) : .1;
            if (size <= 1) {
                time += tried;
                // A step that was cut short says little of how long the next may be.
                length = Math.max(tried * change, tried < length ? length : 0);
                System.arraycopy(next, 0, point, 0, point.length);
                System.arraycopy(nextSlope, 0, slope, 0, slope.length);
                return;
            }
            radius.reset();
            length = tried * Math.min(.7, change);
            if (!(length > 1e-14 * (time + length))) {
                throw new IllegalStateException(
                        "gradient flow of " + model + " finds no step that is short enough at time " + time);
            }
        }
    }

    /** The time since the start. */
    public double time() {
        return time;
    }

    /** How many gradients have been taken. */
    public long gradientEvaluations() {
        return gradientEvaluations;
    }

    /** Where it stands now, as a copy. */
    public UfmState state() {
        return objective.unpack(point);
    }

    /** W_1H_1, N×d_2. */
    private static DMatrixRMaj preactivations(UfmState start) {
        return CommonOps_DDRM.multTransB(
                start.features(), start.weights().get(start.weights().size() - 1), null);
    }

    private static double rootMeanSquare(DMatrixRMaj matrix) {
        return NormOps_DDRM.normF(matrix) / Math.sqrt(matrix.getNumElements());
    }

    private void slope(double[] x, double[] into) {
        objective.valueAndGradient(x, into);
        gradientEvaluations++;
        int features = objective.offset(model.widths().size());
        int end = objective.offset(model.widths().size() + 1);
        for (int i = 0; i < into.length; i++) {
            into[i] *= i >= features && i < end ? -mobility : -1;
        }
    }

    /** The step's error over what is allowed, the largest of all parts. */
    private double error(double[] next, double tried) {
        for (int i = 0; i < next.length; i++) {
            error[i] = .8 * (point[i] - next[i]) + .4 * tried * (slope[i] + nextSlope[i]);
        }
        double largest = 0;
        for (int f = 0; f <= model.widths().size(); f++) {
            largest = Math.max(largest, share(f, TOLERANCE * norm(next, objective.offset(f), objective.offset(f + 1))));
        }
        objective.outputs(next, outputs);
        double size = norm(outputs, 0, outputs.length);
        if (model.hasBias()) {
            // A bias may be zero; what it is added to is not.
            largest =
                    Math.max(largest, share(model.widths().size() + 1, TOLERANCE * size / Math.sqrt(model.samples())));
        }
        for (int i = 0; i < next.length; i++) {
            error[i] += next[i];
        }
        objective.outputs(error, otherOutputs);
        for (int i = 0; i < outputs.length; i++) {
            otherOutputs[i] -= outputs[i];
        }
        double allowed = SPREAD_TOLERANCE * (spread(outputs) + SMALLEST_SPREAD * size);
        return Math.max(largest, spread(otherOutputs) / (allowed + Double.MIN_NORMAL));
    }

    /** A factor's error, or the bias's, over what is allowed; none where all is zero. */
    private double share(int factor, double allowed) {
        return norm(error, objective.offset(factor), objective.offset(factor + 1)) / (allowed + Double.MIN_NORMAL);
    }

    /** ‖Z − Z̄‖_F, every sample's outputs less their class's mean. */
    private double spread(double[] z) {
        int classes = model.classes();
        double squares = 0;
        int first = 0;
        for (int count : model.classCounts()) {
            for (int j = 0; j < classes; j++) {
                double mean = 0;
                for (int i = first; i < first + count; i++) {
                    mean += z[i * classes + j] / count;
                }
                for (int i = first; i < first + count; i++) {
                    squares += Math.pow(z[i * classes + j] - mean, 2);
                }
            }
            first += count;
        }
        return Math.sqrt(squares);
    }

    private static double norm(double[] x, int from, int to) {
        double squares = 0;
        for (int i = from; i < to; i++) {
            squares += x[i] * x[i];
        }
        return Math.sqrt(squares);
    }
}
