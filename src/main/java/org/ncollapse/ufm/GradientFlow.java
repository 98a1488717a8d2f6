package org.ncollapse.ufm;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;

/**
 * Simulates gradient flow, dx/dt = −∇f(x): the limit of gradient descent for small steps.
 *
 * <p>The system is stiff. The weights move thousands of times faster than the features, whose gradient is divided by
 * the number of samples, and explicit Euler steps (plain gradient descent) would have to be short enough for the
 * fastest mode even after it has converged. A {@link RungeKuttaChebyshev} step computes s gradients, and its length
 * grows with s². The method suits gradients, whose Jacobian has real eigenvalues, for every loss, and solves no linear
 * system.
 *
 * <p>The step size is adapted to an estimate of the error: of each factor, and of the within-class variability of the
 * outputs, which is small near collapse and which NC1 measures.
 *
 * <p>Many inputs of a ReLU converge to 0, pushed there from both sides. The exact flow slides along that boundary. A
 * method that evaluates the discontinuous derivative oscillates around it and takes steps fifty times shorter. The
 * derivative therefore rises linearly from 0 to 1 over a hundredth of a typical input on either side of 0.
 *
 * <p>Not thread-safe.
 */
public final class GradientFlow {
    /** The relative error of a step that is allowed in each factor. */
    private static final double TOLERANCE = 1e-3;
    /** The relative error that is allowed in the within-class deviations of the outputs. */
    private static final double DEVIATION_TOLERANCE = 1e-2;
    /** Smaller within-class deviations, relative to the outputs, are ignored: single precision cannot resolve them. */
    private static final double MIN_DEVIATION = 1e-7;

    /** Half the width over which the ReLU's derivative rises from 0 to 1, relative to a typical input. */
    private static final double RELU_SMOOTHING = 1e-2;

    private final UfmModel model;
    private final Objective objective;
    private final double featureRate;
    private final RungeKuttaChebyshev method;
    private final SpectralRadiusEstimator radius;
    private final double[] point;
    private final double[] derivative;
    private final double[] nextDerivative;
    private final double[] error;
    private final double[] outputs;
    private final double[] otherOutputs;
    private double time;
    private double nextStepSize;
    private long gradientEvaluations;

    /**
     * Starts at a state, which is copied.
     *
     * @param featureRate the factor of the features' gradient: 1, or n′/n if n′ samples per class are used in place of
     *     n and λ_H is multiplied by n/n′; each feature then moves as fast as in the model with all n samples
     */
    public GradientFlow(UfmModel model, UfmState start, double featureRate) {
        this.model = model;
        this.featureRate = featureRate;
        objective = new Objective(model, 1, model.relu() ? RELU_SMOOTHING * rootMeanSquare(preactivations(start)) : 0);
        point = objective.pack(start);
        derivative = new double[point.length];
        nextDerivative = new double[point.length];
        error = new double[point.length];
        outputs = new double[model.samples() * model.classes()];
        otherOutputs = new double[outputs.length];
        method = new RungeKuttaChebyshev(this::evaluate, point.length);
        radius = new SpectralRadiusEstimator(this::evaluate, point.length);
        evaluate(point, derivative);
        nextStepSize = .1 / Math.max(radius.estimate(point, derivative), Double.MIN_NORMAL);
    }

    /** Takes one step, as large as its error allows, but not beyond {@code until}. */
    public void step(double until) {
        while (true) {
            double stepSize = Math.min(nextStepSize, until - time);
            double[] next = method.step(
                    point,
                    derivative,
                    stepSize,
                    RungeKuttaChebyshev.stageCount(stepSize * radius.estimate(point, derivative)));
            evaluate(next, nextDerivative);
            double relativeError = error(next, stepSize);
            // NaN, from an unstable step, counts as too large.
            double change = relativeError >= 0 ? Math.min(3, .8 / Math.cbrt(Math.max(relativeError, 1e-3))) : .1;
            if (relativeError <= 1) {
                time += stepSize;
                // A step that was shortened to end at `until` does not limit the next one.
                nextStepSize = Math.max(stepSize * change, stepSize < nextStepSize ? nextStepSize : 0);
                System.arraycopy(next, 0, point, 0, point.length);
                System.arraycopy(nextDerivative, 0, derivative, 0, derivative.length);
                return;
            }
            radius.reset();
            nextStepSize = stepSize * Math.min(.7, change);
            if (!(nextStepSize > 1e-14 * (time + nextStepSize))) {
                throw new IllegalStateException(
                        "the step size of the gradient flow of " + model + " became too small at time " + time);
            }
        }
    }

    /** Returns the time since the start. */
    public double time() {
        return time;
    }

    /** Returns the number of gradient evaluations. */
    public long gradientEvaluations() {
        return gradientEvaluations;
    }

    /** Returns the current state, as a copy. */
    public UfmState state() {
        return objective.unpack(point);
    }

    /** Returns W_1H_1, N×d_2. */
    private static DMatrixRMaj preactivations(UfmState start) {
        return CommonOps_DDRM.multTransB(
                start.features(), start.weights().get(start.weights().size() - 1), null);
    }

    private static double rootMeanSquare(DMatrixRMaj matrix) {
        return NormOps_DDRM.normF(matrix) / Math.sqrt(matrix.getNumElements());
    }

    private void evaluate(double[] x, double[] into) {
        objective.valueAndGradient(x, into);
        gradientEvaluations++;
        int features = objective.offset(model.widths().size());
        int end = objective.offset(model.widths().size() + 1);
        for (int i = 0; i < into.length; i++) {
            into[i] *= i >= features && i < end ? -featureRate : -1;
        }
    }

    /** Returns the largest ratio of a part's error to its tolerance. */
    private double error(double[] next, double stepSize) {
        for (int i = 0; i < next.length; i++) {
            error[i] = .8 * (point[i] - next[i]) + .4 * stepSize * (derivative[i] + nextDerivative[i]);
        }
        double largest = 0;
        for (int f = 0; f <= model.widths().size(); f++) {
            largest = Math.max(
                    largest,
                    errorRatio(f, TOLERANCE * Vectors.norm(next, objective.offset(f), objective.offset(f + 1))));
        }
        objective.outputs(next, outputs);
        double outputNorm = Vectors.norm(outputs, 0, outputs.length);
        if (model.hasBias()) {
            // The bias may be zero, so its tolerance is relative to the outputs.
            largest = Math.max(
                    largest,
                    errorRatio(model.widths().size() + 1, TOLERANCE * outputNorm / Math.sqrt(model.samples())));
        }
        for (int i = 0; i < next.length; i++) {
            error[i] += next[i];
        }
        objective.outputs(error, otherOutputs);
        for (int i = 0; i < outputs.length; i++) {
            otherOutputs[i] -= outputs[i];
        }
        double allowed = DEVIATION_TOLERANCE * (withinClassDeviation(outputs) + MIN_DEVIATION * outputNorm);
        return Math.max(largest, withinClassDeviation(otherOutputs) / (allowed + Double.MIN_NORMAL));
    }

    /** Returns the ratio of the error of a factor or of the bias to its tolerance; 0 if both are zero. */
    private double errorRatio(int factor, double allowed) {
        return Vectors.norm(error, objective.offset(factor), objective.offset(factor + 1))
                / (allowed + Double.MIN_NORMAL);
    }

    /** Returns ‖Z − Z̄‖_F, the deviation of the outputs from their class means. */
    private double withinClassDeviation(double[] z) {
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
}
