package org.ncollapse.ufm;

import java.util.List;
import org.ncollapse.stats.Head;

/**
 * A model's data term and its derivatives at one point, by one pass up through the factors and one down.
 *
 * <p>All memory is taken at the start: an N×d matrix and its derivative for every layer. Not thread-safe.
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
    /** Of the head; null where the model has none. */
    final double[] bias;

    /** The data term's derivatives by what W_L, …, W_1 put out, N×K for the head. */
    private final OffHeapMatrix[] signals;
    /** The data term's derivative by the bias; null where the model has none. */
    final double[] biasGradient;

    private final double[] outputs;
    /** Half the width over which the ReLU's slope goes from 0 to 1; 0 for the ReLU itself. */
    private final double kink;
    /** H_2 of a model with a ReLU, its slopes, and room for its signal; else null. */
    private final double[] rectified;

    private final double[] gates;
    private final double[] behindRelu;

    ForwardBackward(UfmModel model) {
        this(model, 0);
    }

    /** @param kink where the ReLU's slope may go from 0 to 1 linearly, from −kink to kink, instead of jumping */
    ForwardBackward(UfmModel model, double kink) {
        this.model = model;
        this.kink = kink;
        classes = model.classes();
        samples = model.samples();
        labels = labels(model.classCounts(), samples);
        List<Integer> widths = model.widths();
        int layers = widths.size();
        weights = new OffHeapMatrix[layers];
        features = new OffHeapMatrix[layers];
        signals = new OffHeapMatrix[layers];
        for (int l = 0; l < layers; l++) {
            int above = l == 0 ? classes : widths.get(l - 1);
            weights[l] = new OffHeapMatrix(above, widths.get(l));
            features[l] = new OffHeapMatrix(samples, widths.get(l));
            signals[l] = new OffHeapMatrix(samples, above);
        }
        bias = model.hasBias() ? new double[classes] : null;
        biasGradient = model.hasBias() ? new double[classes] : null;
        outputs = new double[samples * classes];
        rectified = model.relu() ? new double[signals[layers - 1].size()] : null;
        gates = model.relu() ? new double[rectified.length] : null;
        behindRelu = model.relu() ? new double[rectified.length] : null;
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

    /** How many variables there are: the entries of the weights, of the free features and of the bias. */
    int size() {
        int size = features[features.length - 1].size() + (bias == null ? 0 : classes);
        for (OffHeapMatrix matrix : weights) {
            size += matrix.size();
        }
        return size;
    }

    /** Takes W_L, …, W_1, H_1 and the bias from one array. */
    void setVariables(double[] x) {
        int at = 0;
        for (OffHeapMatrix matrix : weights) {
            matrix.copyFrom(x, at);
            at += matrix.size();
        }
        features[features.length - 1].copyFrom(x, at);
        if (bias != null) {
            System.arraycopy(x, size() - classes, bias, 0, classes);
        }
    }

    /** Writes W_L, …, W_1, H_1 and the bias to one array. */
    void getVariables(double[] x) {
        int at = 0;
        for (OffHeapMatrix matrix : weights) {
            matrix.copyTo(x, at);
            at += matrix.size();
        }
        features[features.length - 1].copyTo(x, at);
        if (bias != null) {
            System.arraycopy(bias, 0, x, size() - classes, classes);
        }
    }

    /** The data term here; leaves its derivative by the outputs for {@link #backward()}. */
    double forward() {
        feedForward();
        double loss = model.crossEntropy() ? crossEntropy() : squaredError();
        signals[0].copyFrom(outputs, 0);
        return loss;
    }

    /** Writes the outputs here, N×K row by row. */
    void outputs(double[] into) {
        feedForward();
        System.arraycopy(outputs, 0, into, 0, outputs.length);
    }

    /** The share of samples whose largest output, the lowest one among equals, is not their class's. */
    double errorRate() {
        feedForward();
        int wrong = 0;
        for (int i = 0; i < samples; i++) {
            if (Head.argmax(outputs, i * classes, classes) != labels[i]) {
                wrong++;
            }
        }
        return (double) wrong / samples;
    }

    /** Takes the derivatives of the last {@link #forward()} down to every factor's output. */
    void backward() {
        for (int l = 1; l < signals.length; l++) {
            signals[l].addProduct(0, 1, signals[l - 1], weights[l - 1]);
        }
        if (rectified != null) {
            OffHeapMatrix signal = signals[signals.length - 1];
            signal.copyTo(behindRelu, 0);
            for (int i = 0; i < rectified.length; i++) {
                behindRelu[i] *= gates[i];
            }
            signal.copyFrom(behindRelu, 0);
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
     * Makes {@code target} own · target + factor · the data term's derivative by weights[l], after {@link #backward()}.
     */
    void addWeightGradient(OffHeapMatrix target, double own, double factor, int l) {
        target.addTransposedProduct(own, factor, signals[l], features[l]);
    }

    /** The same by the free features. */
    void addFeatureGradient(OffHeapMatrix target, double own, double factor) {
        int last = weights.length - 1;
        target.addProduct(own, factor, signals[last], weights[last]);
    }

    private void feedForward() {
        for (int l = weights.length - 1; l > 0; l--) {
            features[l - 1].addProductTransposed(0, 1, features[l], weights[l]);
            if (rectified != null) {
                rectify(features[l - 1]);
            }
        }
        signals[0].addProductTransposed(0, 1, features[0], weights[0]);
        signals[0].copyTo(outputs, 0);
        for (int i = 0; bias != null && i < outputs.length; i += classes) {
            for (int k = 0; k < classes; k++) {
                outputs[i + k] += bias[k];
            }
        }
    }

    /** With a ReLU there are two layers of weights, and it stands between them. */
    private void rectify(OffHeapMatrix layer) {
        layer.copyTo(rectified, 0);
        for (int i = 0; i < rectified.length; i++) {
            double z = rectified[i];
            if (z <= -kink) {
                gates[i] = 0;
                rectified[i] = 0;
            } else if (z >= kink) {
                gates[i] = 1;
            } else {
                gates[i] = (z + kink) / (2 * kink);
                rectified[i] = gates[i] * gates[i] * kink;
            }
        }
        layer.copyFrom(rectified, 0);
    }

    /** (1/2N)‖Z − Y‖²; the outputs Z become (Z − Y)/N. */
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
     * (1/N) Σ (log Σ_k e^{z_k} − z_y), every sample's largest output taken out first; the outputs become (softmax −
     * Y)/N.
     */
    private double crossEntropy() {
        double sum = 0;
        for (int i = 0; i < samples; i++) {
            int from = i * classes;
            double largest = Double.NEGATIVE_INFINITY;
            for (int k = 0; k < classes; k++) {
                largest = Math.max(largest, outputs[from + k]);
            }
            double own = outputs[from + labels[i]] - largest;
            double total = 0;
            for (int k = 0; k < classes; k++) {
                outputs[from + k] = Math.exp(outputs[from + k] - largest);
                total += outputs[from + k];
            }
            sum += Math.log(total) - own;
            for (int k = 0; k < classes; k++) {
                outputs[from + k] /= total * samples;
            }
            outputs[from + labels[i]] -= 1.0 / samples;
        }
        return sum / samples;
    }
}
