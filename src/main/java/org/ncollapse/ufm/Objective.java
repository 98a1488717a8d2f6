package org.ncollapse.ufm;

import java.util.List;
import org.ejml.data.DMatrixRMaj;

/**
 * A model's objective and its gradient, as functions of all its variables in one array: data term + Σ ½ λ‖·‖²_F over
 * W_L, …, W_1, H_1 and the bias, with the data term (1/2N)‖Z − Y‖² or (1/N) Σ CE(z_i, y_i).
 *
 * <p>The array holds W_L, …, W_1 and H_1 transposed (N×d_1) row by row, then the bias if there is one. The derivative
 * of the ReLU at 0 is 0. A call costs about 2N multiplications per weight, a gradient three times as many. All memory
 * is allocated in the constructor. Not thread-safe.
 */
public final class Objective {
    private final UfmModel model;
    /** The number by which all penalties are multiplied. */
    private final double penaltyScale;

    private final ForwardBackward forwardBackward;
    private final OffHeapMatrix[] gradients;
    /** The index in the array at which each factor starts, W_L, …, W_1, H_1; then that of the bias; then the end. */
    private final int[] offsets;

    private final double[] packed;

    /** Creates the objective of a model. */
    public Objective(UfmModel model) {
        this(model, 1);
    }

    /** Creates the objective with all penalties multiplied by {@code penaltyScale}. */
    Objective(UfmModel model, double penaltyScale) {
        this(model, penaltyScale, 0);
    }

    /** Creates the objective with a smoothed ReLU; see {@link ForwardBackward}. */
    Objective(UfmModel model, double penaltyScale, double reluSmoothing) {
        this.model = model;
        this.penaltyScale = penaltyScale;
        forwardBackward = new ForwardBackward(model, reluSmoothing);
        int layers = forwardBackward.weights.length;
        gradients = new OffHeapMatrix[layers + 1];
        offsets = new int[layers + 3];
        for (int l = 0; l <= layers; l++) {
            OffHeapMatrix factor = l < layers ? forwardBackward.weights[l] : forwardBackward.features[layers - 1];
            gradients[l] = new OffHeapMatrix(factor.rows, factor.columns);
            offsets[l + 1] = Math.addExact(offsets[l], factor.size());
        }
        offsets[layers + 2] = offsets[layers + 1] + (model.hasBias() ? model.classes() : 0);
        packed = new double[size()];
    }

    /** Returns the number of variables. */
    public int size() {
        return offsets[offsets.length - 1];
    }

    /**
     * Returns a state's variables in one array. Throws IllegalArgumentException if the state does not fit the model.
     */
    public double[] pack(UfmState state) {
        double[] x = new double[size()];
        pack(state, x);
        return x;
    }

    /** Returns the state with these variables, as a copy. */
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

    /** Returns the objective at these variables. */
    public double value(double[] x) {
        forwardBackward.setVariables(x);
        return forwardBackward.forward() + penalty(x);
    }

    /** Returns the objective at these variables and writes its gradient to {@code gradient}. */
    public double valueAndGradient(double[] x, double[] gradient) {
        forwardBackward.setVariables(x);
        double value = forwardBackward.forward() + penalty(x);
        forwardBackward.backward();
        int last = gradients.length - 1;
        for (int l = 0; l < last; l++) {
            forwardBackward.addWeightGradient(gradients[l], 0, 1, l);
        }
        forwardBackward.addFeatureGradient(gradients[last], 0, 1);
        for (int f = 0; f <= last; f++) {
            gradients[f].copyTo(gradient, offsets[f]);
            addScaled(penaltyScale * model.lambdas().get(f), x, gradient, offsets[f], offsets[f + 1]);
        }
        if (model.hasBias()) {
            System.arraycopy(forwardBackward.biasGradient, 0, gradient, offsets[last + 1], model.classes());
            addScaled(penaltyScale * model.lambdaB().getAsDouble(), x, gradient, offsets[last + 1], size());
        }
        return value;
    }

    /** Returns the objective of a state. */
    public double value(UfmState state) {
        pack(state, packed);
        return value(packed);
    }

    /** Returns the data term of a state, without penalties. */
    public double loss(UfmState state) {
        pack(state, packed);
        forwardBackward.setVariables(packed);
        return forwardBackward.forward();
    }

    /** Returns the fraction of a state's samples that are misclassified. Ties go to the first class. */
    public double errorRate(UfmState state) {
        pack(state, packed);
        forwardBackward.setVariables(packed);
        return forwardBackward.errorRate();
    }

    /** Returns the index in the array at which a factor starts: W_L, …, W_1, H_1, then the bias, then the end. */
    int offset(int factor) {
        return offsets[factor];
    }

    /** Writes the outputs at these variables, N×K row by row. */
    void outputs(double[] x, double[] into) {
        forwardBackward.setVariables(x);
        forwardBackward.outputs(into);
    }

    private double penalty(double[] x) {
        double sum = 0;
        for (int f = 0; f < gradients.length; f++) {
            sum += model.lambdas().get(f) * Vectors.squaredNorm(x, offsets[f], offsets[f + 1]);
        }
        if (model.hasBias()) {
            sum += model.lambdaB().getAsDouble() * Vectors.squaredNorm(x, offsets[gradients.length], size());
        }
        return penaltyScale / 2 * sum;
    }

    private static void addScaled(double factor, double[] x, double[] into, int from, int to) {
        for (int i = from; i < to; i++) {
            into[i] += factor * x[i];
        }
    }

    private void pack(UfmState state, double[] x) {
        int layers = gradients.length - 1;
        if (state.weights().size() != layers || (state.bias() != null) != model.hasBias()) {
            throw new IllegalArgumentException("a state with " + state.weights().size() + " layers of weights "
                    + (state.bias() == null ? "and no bias" : "and a bias")
                    + " does not fit the model " + model);
        }
        for (int f = 0; f <= layers; f++) {
            DMatrixRMaj matrix = f < layers ? state.weights().get(f) : state.features();
            if (matrix.numRows != gradients[f].rows || matrix.numCols != gradients[f].columns) {
                throw new IllegalArgumentException("factor " + f + ", counted from the head, is " + matrix.numRows + "×"
                        + matrix.numCols + "; the model " + model + " needs " + gradients[f].rows + "×"
                        + gradients[f].columns);
            }
            System.arraycopy(matrix.data, 0, x, offsets[f], gradients[f].size());
        }
        if (state.bias() != null) {
            System.arraycopy(state.bias(), 0, x, offsets[layers + 1], model.classes());
        }
    }
}
