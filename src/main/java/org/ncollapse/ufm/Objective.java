package org.ncollapse.ufm;

import java.util.List;
import org.ejml.data.DMatrixRMaj;

/**
 * A model's objective and its gradient, as functions of all its variables in one array: data term + Σ ½ λ‖·‖²_F over
 * W_L, …, W_1, H_1 and the bias, with the data term (1/2N)‖Z − Y‖² or (1/N) Σ CE(z_i, y_i).
 *
 * <p>The array holds W_L, …, W_1 and H_1 transposed (N×d_1) row by row, then the bias if there is one. At a ReLU's kink
 * the gradient is the one from the side where it is off. A call costs about 2N multiplications for every weight, a
 * gradient three times that; all memory is taken at the start. Not thread-safe.
 */
public final class Objective {
    private final UfmModel model;
    /** All penalties are multiplied by it. */
    private final double scale;

    private final ForwardBackward propagation;
    private final OffHeapMatrix[] gradients;
    /** Where each factor starts in the array, W_L, …, W_1, H_1; then the bias; then the end. */
    private final int[] offsets;

    private final double[] point;

    /** Of a model. */
    public Objective(UfmModel model) {
        this(model, 1);
    }

    /** Of a model, all its penalties multiplied by {@code scale}. */
    Objective(UfmModel model, double scale) {
        this(model, scale, 0);
    }

    /** The same with a ReLU whose kink is rounded off, as {@link ForwardBackward} has it. */
    Objective(UfmModel model, double scale, double kink) {
        this.model = model;
        this.scale = scale;
        propagation = new ForwardBackward(model, kink);
        int layers = propagation.weights.length;
        gradients = new OffHeapMatrix[layers + 1];
        offsets = new int[layers + 3];
        for (int l = 0; l <= layers; l++) {
            OffHeapMatrix factor = l < layers ? propagation.weights[l] : propagation.features[layers - 1];
            gradients[l] = new OffHeapMatrix(factor.rows, factor.columns);
            offsets[l + 1] = Math.addExact(offsets[l], factor.size());
        }
        offsets[layers + 2] = offsets[layers + 1] + (model.hasBias() ? model.classes() : 0);
        point = new double[size()];
    }

    /** How many variables there are. */
    public int size() {
        return offsets[offsets.length - 1];
    }

    /** A state's variables in one array. Throws IllegalArgumentException if the state is not one of this model. */
    public double[] pack(UfmState state) {
        double[] x = new double[size()];
        pack(state, x);
        return x;
    }

    /** The state whose variables these are; it shares nothing with the array. */
    public UfmState unpack(double[] x) {
        DMatrixRMaj[] factors = new DMatrixRMaj[gradients.length];
        for (int f = 0; f < factors.length; f++) {
            factors[f] = new DMatrixRMaj(gradients[f].rows, gradients[f].columns);
            System.arraycopy(x, offsets[f], factors[f].data, 0, gradients[f].size());
        }
        double[] bias = model.hasBias() ? new double[model.classes()] : null;
        if (bias != null) {
            System.arraycopy(x, offsets[factors.length], bias, 0, bias.length);
        }
        return new UfmState(List.of(factors).subList(0, factors.length - 1), factors[factors.length - 1], bias);
    }

    /** The objective at these variables. */
    public double value(double[] x) {
        propagation.setVariables(x);
        return propagation.forward() + penalty(x);
    }

    /** The objective at these variables, with its derivatives by them written to {@code gradient}. */
    public double valueAndGradient(double[] x, double[] gradient) {
        propagation.setVariables(x);
        double value = propagation.forward() + penalty(x);
        propagation.backward();
        int last = gradients.length - 1;
        for (int l = 0; l < last; l++) {
            propagation.addWeightGradient(gradients[l], 0, 1, l);
        }
        propagation.addFeatureGradient(gradients[last], 0, 1);
        for (int f = 0; f <= last; f++) {
            gradients[f].copyTo(gradient, offsets[f]);
            addScaled(scale * model.lambdas().get(f), x, gradient, offsets[f], offsets[f + 1]);
        }
        if (model.hasBias()) {
            System.arraycopy(propagation.biasGradient, 0, gradient, offsets[last + 1], model.classes());
            addScaled(scale * model.lambdaB(), x, gradient, offsets[last + 1], size());
        }
        return value;
    }

    /** The objective of a state. */
    public double value(UfmState state) {
        pack(state, point);
        return value(point);
    }

    /** The data term of a state, without any penalty. */
    public double loss(UfmState state) {
        pack(state, point);
        propagation.setVariables(point);
        return propagation.forward();
    }

    /** The share of a state's samples whose largest output (the lowest one among equals) is not their class's. */
    public double errorRate(UfmState state) {
        pack(state, point);
        propagation.setVariables(point);
        return propagation.errorRate();
    }

    /** Where a factor starts in the array: W_L, …, W_1, H_1, then the bias, then the end. */
    int offset(int factor) {
        return offsets[factor];
    }

    /** Writes the outputs at these variables, N×K row by row. */
    void outputs(double[] x, double[] into) {
        propagation.setVariables(x);
        propagation.outputs(into);
    }

    private double penalty(double[] x) {
        double sum = 0;
        for (int f = 0; f < gradients.length; f++) {
            sum += model.lambdas().get(f) * squaredNorm(x, offsets[f], offsets[f + 1]);
        }
        if (model.hasBias()) {
            sum += model.lambdaB() * squaredNorm(x, offsets[gradients.length], size());
        }
        return scale / 2 * sum;
    }

    private static double squaredNorm(double[] x, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += x[i] * x[i];
        }
        return sum;
    }

    private static void addScaled(double factor, double[] x, double[] into, int from, int to) {
        for (int i = from; i < to; i++) {
            into[i] += factor * x[i];
        }
    }

    private void pack(UfmState state, double[] x) {
        int layers = gradients.length - 1;
        if (state.weights().size() != layers || (state.bias() != null) != model.hasBias()) {
            throw new IllegalArgumentException("a state of " + state.weights().size() + " layers of weights "
                    + (state.bias() == null ? "without" : "with")
                    + " a bias is none of the model " + model);
        }
        for (int f = 0; f <= layers; f++) {
            DMatrixRMaj matrix = f < layers ? state.weights().get(f) : state.features();
            if (matrix.numRows != gradients[f].rows || matrix.numCols != gradients[f].columns) {
                throw new IllegalArgumentException("factor " + f + " from the head down is " + matrix.numRows + "×"
                        + matrix.numCols + ", not " + gradients[f].rows + "×" + gradients[f].columns + " as the model "
                        + model + " has it");
            }
            System.arraycopy(matrix.data, 0, x, offsets[f], gradients[f].size());
        }
        if (state.bias() != null) {
            System.arraycopy(state.bias(), 0, x, offsets[layers + 1], model.classes());
        }
    }
}
