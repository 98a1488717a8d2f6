package org.ncollapse.ufm;

import java.util.List;
import org.ncollapse.stats.Head;

/**
 * Computes a model's data term and its gradient by a forward and a backward pass.
 *
 * <p>All memory is allocated in the constructor: an N×d matrix and its gradient for each layer. Not thread-safe.
 */
final class ForwardBackward {
    private final UfmModel model;
    private final int classes;
    private final int samples;
    private final int[] labels;

    /** W_L, …, W_1. */
    final OffHeapMatrix[] weights;
    /** H_L, …, H_1, N×d each; the last are the free features. */
    final OffHeapMatrix[] features;
    /** The head's bias; null without one. */
    final double[] bias;

    /** The gradients with respect to the outputs of W_L, …, W_1; N×K for the head. */
    private final OffHeapMatrix[] outputGradients;
    /** The gradient with respect to the bias; null without one. */
    final double[] biasGradient;

    private final double[] outputs;
    /** Half the width over which the ReLU's derivative rises from 0 to 1; 0 for the ReLU itself. */
    private final double reluSmoothing;
    /**
     * H_2 of a model with a ReLU, the ReLU's derivatives and the gradient with respect to its inputs; null without a
     * ReLU.
     */
    private final double[] activations;

    private final double[] reluDerivatives;
    private final double[] reluGradients;

    ForwardBackward(UfmModel model) {
        this(model, 0);
    }

    /**
     * @param reluSmoothing half the width over which the ReLU's derivative rises linearly from 0 to 1; 0 for the ReLU
     */
    ForwardBackward(UfmModel model, double reluSmoothing) {
        this.model = model;
        this.reluSmoothing = reluSmoothing;
        classes = model.classes();
        samples = model.samples();
        labels = labels(model.classCounts(), samples);
        List<Integer> widths = model.widths();
        int layers = widths.size();
        weights = new OffHeapMatrix[layers];
        features = new OffHeapMatrix[layers];
        outputGradients = new OffHeapMatrix[layers];
        for (int l = 0; l < layers; l++) {
            int outputWidth = l == 0 ? classes : widths.get(l - 1);
            weights[l] = new OffHeapMatrix(outputWidth, widths.get(l));
            features[l] = new OffHeapMatrix(samples, widths.get(l));
            outputGradients[l] = new OffHeapMatrix(samples, outputWidth);
        }
        bias = model.hasBias() ? new double[classes] : null;
        biasGradient = model.hasBias() ? new double[classes] : null;
        outputs = new double[samples * classes];
        activations = model.relu() ? new double[outputGradients[layers - 1].size()] : null;
        reluDerivatives = model.relu() ? new double[activations.length] : null;
        reluGradients = model.relu() ? new double[activations.length] : null;
    }

    private static int[] labels(List<Integer> counts, int samples) {
        int[] labels = new int[samples];
        int sample = 0;
        for (int k = 0; k < counts.size(); k++) {
            for (int i = 0; i < counts.get(k); i++) {
                labels[sample++] = k;
            }
        }
        return labels;
    }

    /** Returns the number of variables: the entries of the weights, of the free features and of the bias. */
    int size() {
        int size = features[features.length - 1].size() + (bias == null ? 0 : classes);
        for (OffHeapMatrix matrix : weights) {
            size += matrix.size();
        }
        return size;
    }

    /** Reads W_L, …, W_1, H_1 and the bias from one array. */
    void setVariables(double[] x) {
        int offset = 0;
        for (OffHeapMatrix matrix : weights) {
            matrix.copyFrom(x, offset);
            offset += matrix.size();
        }
        features[features.length - 1].copyFrom(x, offset);
        if (bias != null) {
            System.arraycopy(x, size() - classes, bias, 0, classes);
        }
    }

    /** Writes W_L, …, W_1, H_1 and the bias to one array. */
    void getVariables(double[] x) {
        int offset = 0;
        for (OffHeapMatrix matrix : weights) {
            matrix.copyTo(x, offset);
            offset += matrix.size();
        }
        features[features.length - 1].copyTo(x, offset);
        if (bias != null) {
            System.arraycopy(bias, 0, x, size() - classes, classes);
        }
    }

    /** Returns the data term and keeps its gradient with respect to the outputs for {@link #backward()}. */
    double forward() {
        computeOutputs();
        double loss = model.crossEntropy() ? crossEntropy() : squaredError();
        outputGradients[0].copyFrom(outputs, 0);
        return loss;
    }

    /** Writes the outputs, N×K row by row. */
    void outputs(double[] into) {
        computeOutputs();
        System.arraycopy(outputs, 0, into, 0, outputs.length);
    }

    /** Returns the fraction of misclassified samples. Ties go to the first class. */
    double errorRate() {
        computeOutputs();
        int wrong = 0;
        for (int i = 0; i < samples; i++) {
            if (Head.argmax(outputs, i * classes, classes) != labels[i]) {
                wrong++;
            }
        }
        return (double) wrong / samples;
    }

    /** Propagates the gradient of the last {@link #forward()} back to the output of each factor. */
    void backward() {
        for (int l = 1; l < outputGradients.length; l++) {
            outputGradients[l].addProduct(0, 1, outputGradients[l - 1], weights[l - 1]);
        }
        if (activations != null) {
            OffHeapMatrix gradient = outputGradients[outputGradients.length - 1];
            gradient.copyTo(reluGradients, 0);
            for (int i = 0; i < activations.length; i++) {
                reluGradients[i] *= reluDerivatives[i];
            }
            gradient.copyFrom(reluGradients, 0);
        }
        if (bias != null) {
            for (int k = 0; k < classes; k++) {
                double sum = 0;
                for (int i = k; i < outputs.length; i += classes) {
                    sum += outputs[i];
                }
                biasGradient[k] = sum;
            }
        }
    }

    /**
     * Computes target = beta · target + alpha · (the gradient with respect to weights[l]), after {@link #backward()}.
     */
    void addWeightGradient(OffHeapMatrix target, double beta, double alpha, int l) {
        target.addTransposedProduct(beta, alpha, outputGradients[l], features[l]);
    }

    /** Does the same with the gradient with respect to the free features. */
    void addFeatureGradient(OffHeapMatrix target, double beta, double alpha) {
        int last = weights.length - 1;
        target.addProduct(beta, alpha, outputGradients[last], weights[last]);
    }

    private void computeOutputs() {
        for (int l = weights.length - 1; l > 0; l--) {
            features[l - 1].addProductTransposed(0, 1, features[l], weights[l]);
            if (activations != null) {
                applyRelu(features[l - 1]);
            }
        }
        outputGradients[0].addProductTransposed(0, 1, features[0], weights[0]);
        outputGradients[0].copyTo(outputs, 0);
        for (int i = 0; bias != null && i < outputs.length; i += classes) {
            for (int k = 0; k < classes; k++) {
                outputs[i + k] += bias[k];
            }
        }
    }

    /** Applies the ReLU between the two layers of weights. */
    private void applyRelu(OffHeapMatrix layer) {
        layer.copyTo(activations, 0);
        for (int i = 0; i < activations.length; i++) {
            double z = activations[i];
            if (z <= -reluSmoothing) {
                reluDerivatives[i] = 0;
                activations[i] = 0;
            } else if (z >= reluSmoothing) {
                reluDerivatives[i] = 1;
            } else {
                reluDerivatives[i] = (z + reluSmoothing) / (2 * reluSmoothing);
                activations[i] = reluDerivatives[i] * reluDerivatives[i] * reluSmoothing;
            }
        }
        layer.copyFrom(activations, 0);
    }

    /** Returns (1/2N)‖Z − Y‖² and replaces the outputs Z by (Z − Y)/N. */
    private double squaredError() {
        double sum = 0;
        for (int i = 0; i < samples; i++) {
            outputs[i * classes + labels[i]] -= 1;
        }
        for (int i = 0; i < outputs.length; i++) {
            sum += outputs[i] * outputs[i];
            outputs[i] /= samples;
        }
        return sum / (2.0 * samples);
    }

    /**
     * Returns (1/N) Σ (log Σ_k e^{z_k} − z_y) and replaces the outputs by (softmax − Y)/N. The largest output of each
     * sample is subtracted first.
     */
    private double crossEntropy() {
        double sum = 0;
        for (int i = 0; i < samples; i++) {
            int from = i * classes;
            double largest = Double.NEGATIVE_INFINITY;
            for (int k = 0; k < classes; k++) {
                largest = Math.max(largest, outputs[from + k]);
            }
            double labelLogit = outputs[from + labels[i]] - largest;
            double total = 0;
            for (int k = 0; k < classes; k++) {
                outputs[from + k] = Math.exp(outputs[from + k] - largest);
                total += outputs[from + k];
            }
            sum += Math.log(total) - labelLogit;
            for (int k = 0; k < classes; k++) {
                outputs[from + k] /= total * samples;
            }
            outputs[from + labels[i]] -= 1.0 / samples;
        }
        return sum / samples;
    }
}
