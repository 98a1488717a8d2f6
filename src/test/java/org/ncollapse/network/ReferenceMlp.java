package org.ncollapse.network;

import java.util.ArrayList;
import java.util.List;
import org.ncollapse.spec.ObjectiveSpec.Loss;

/**
 * A multilayer perceptron with ReLU and its gradient in plain loops in double precision: the reference for small
 * networks. Parameters and gradients are flat vectors in the order of {@link Network#parameters()}; each layer's
 * weights are out × in.
 */
public final class ReferenceMlp {

    private final Loss loss;
    private final List<Dense> layers = new ArrayList<>();
    private final double[] parameters;

    private record Dense(int in, int out, int weights, int bias) {}

    /** Sums over the samples of a batch. */
    public record BatchGradient(double lossSum, int errors, double[] gradient) {}

    /** Copies the parameters of a network without batch normalization. */
    public ReferenceMlp(Network network, int inputs, Loss loss) {
        this.loss = loss;
        parameters = network.parameters().dup().data().asDouble();
        List<ParameterRange> ranges = network.parameterRanges();
        int in = inputs;
        for (ParameterRange range : ranges) {
            if (range.role() != ParameterRange.Role.BIAS) {
                int bias = ranges.stream()
                        .filter(other ->
                                other.layer().equals(range.layer()) && other.role() == ParameterRange.Role.BIAS)
                        .mapToInt(ParameterRange::offset)
                        .findFirst()
                        .orElse(-1);
                layers.add(new Dense(in, range.length() / in, range.offset(), bias));
                in = range.length() / in;
            }
        }
    }

    /** The flat vector itself: changes to it take effect. */
    public double[] parameters() {
        return parameters;
    }

    /** The logits of the image that starts at index {@code from}. */
    public double[] logits(float[] images, int from) {
        return forward(images, from).get(layers.size());
    }

    /** Loss, errors and gradient of the first {@code rows} images. */
    public BatchGradient backpropagate(float[] images, int[] labels, int rows) {
        double[] gradient = new double[parameters.length];
        double lossSum = 0;
        int errors = 0;
        for (int row = 0; row < rows; row++) {
            List<double[]> activations = forward(images, row * layers.get(0).in());
            double[] outputGradient = activations.get(layers.size()).clone();
            errors += argMax(outputGradient) == labels[row] ? 0 : 1;
            lossSum += dataTerm(outputGradient, labels[row]);
            for (int l = layers.size() - 1; l >= 0; l--) {
                outputGradient = backward(layers.get(l), activations.get(l), outputGradient, gradient);
            }
        }
        return new BatchGradient(lossSum, errors, gradient);
    }

    private List<double[]> forward(float[] images, int from) {
        double[] input = new double[layers.get(0).in()];
        for (int i = 0; i < input.length; i++) {
            input[i] = images[from + i];
        }
        List<double[]> activations = new ArrayList<>(List.of(input));
        for (Dense layer : layers) {
            boolean relu = activations.size() < layers.size();
            double[] output = new double[layer.out()];
            for (int o = 0; o < layer.out(); o++) {
                double sum = layer.bias() < 0 ? 0 : parameters[layer.bias() + o];
                for (int i = 0; i < layer.in(); i++) {
                    sum += parameters[layer.weights() + o * layer.in() + i]
                            * activations.get(activations.size() - 1)[i];
                }
                output[o] = relu ? Math.max(sum, 0) : sum;
            }
            activations.add(output);
        }
        return activations;
    }

    /** Adds a layer's gradient; returns the gradient of its input before the preceding ReLU. */
    private double[] backward(Dense layer, double[] input, double[] outputGradient, double[] gradient) {
        double[] inputGradient = new double[layer.in()];
        for (int o = 0; o < layer.out(); o++) {
            if (layer.bias() >= 0) {
                gradient[layer.bias() + o] += outputGradient[o];
            }
            for (int i = 0; i < layer.in(); i++) {
                gradient[layer.weights() + o * layer.in() + i] += outputGradient[o] * input[i];
                inputGradient[i] +=
                        input[i] > 0 ? outputGradient[o] * parameters[layer.weights() + o * layer.in() + i] : 0;
            }
        }
        return inputGradient;
    }

    /** Returns ½‖z − e_y‖² or −log softmax(z)_y and overwrites z with its gradient. */
    private double dataTerm(double[] z, int label) {
        double sum = 0;
        double value = 0;
        if (loss == Loss.CROSS_ENTROPY) {
            for (double logit : z) {
                sum += Math.exp(logit);
            }
            for (int k = 0; k < z.length; k++) {
                z[k] = Math.exp(z[k]) / sum;
            }
            value = -Math.log(z[label]);
            z[label] -= 1;
        } else {
            z[label] -= 1;
            for (double residual : z) {
                value += residual * residual / 2;
            }
        }
        return value;
    }

    private static int argMax(double[] z) {
        int index = 0;
        for (int k = 1; k < z.length; k++) {
            index = z[k] > z[index] ? k : index;
        }
        return index;
    }
}
