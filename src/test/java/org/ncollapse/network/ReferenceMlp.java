package org.ncollapse.network;

import java.util.ArrayList;
import java.util.List;
import org.ncollapse.spec.ObjectiveSpec.Loss;

/**
 * A multilayer perceptron with ReLU and its gradient, in double and in plain loops: what small networks are held
 * against. Parameters and gradients lie in one flat vector in the order of {@link Network#parameters()}, each layer's
 * weights out × in.
 */
public final class ReferenceMlp {

    private final Loss loss;
    private final List<Dense> layers = new ArrayList<>();
    private final double[] parameters;

    private record Dense(int in, int out, int weights, int bias) {}

    /** What a batch came to: sums over its samples. */
    public record BatchGradient(double lossSum, int errors, double[] gradient) {}

    /** The network's present parameters, without a batch normalisation. */
    public ReferenceMlp(Network network, int inputs, Loss loss) {
        this.loss = loss;
        parameters = network.parameters().dup().data().asDouble();
        List<ParameterBlock> blocks = network.parameterBlocks();
        int in = inputs;
        for (ParameterBlock block : blocks) {
            if (block.role() != ParameterBlock.Role.BIAS) {
                int bias = blocks.stream()
                        .filter(other ->
                                other.layer().equals(block.layer()) && other.role() == ParameterBlock.Role.BIAS)
                        .mapToInt(ParameterBlock::offset)
                        .findFirst()
                        .orElse(-1);
                layers.add(new Dense(in, block.length() / in, block.offset(), bias));
                in = block.length() / in;
            }
        }
    }

    /** The flat vector itself: what is written to it counts from then on. */
    public double[] parameters() {
        return parameters;
    }

    /** The logits of one image, which begins at {@code from}. */
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
            double[] slope = activations.get(layers.size()).clone();
            errors += largest(slope) == labels[row] ? 0 : 1;
            lossSum += dataTerm(slope, labels[row]);
            for (int l = layers.size() - 1; l >= 0; l--) {
                slope = backward(layers.get(l), activations.get(l), slope, gradient);
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
            boolean rectified = activations.size() < layers.size();
            double[] output = new double[layer.out()];
            for (int o = 0; o < layer.out(); o++) {
                double sum = layer.bias() < 0 ? 0 : parameters[layer.bias() + o];
                for (int i = 0; i < layer.in(); i++) {
                    sum += parameters[layer.weights() + o * layer.in() + i]
                            * activations.get(activations.size() - 1)[i];
                }
                output[o] = rectified ? Math.max(sum, 0) : sum;
            }
            activations.add(output);
        }
        return activations;
    }

    /** Adds a layer's gradient, and returns that of its input, which is behind a ReLU. */
    private double[] backward(Dense layer, double[] input, double[] slope, double[] gradient) {
        double[] before = new double[layer.in()];
        for (int o = 0; o < layer.out(); o++) {
            if (layer.bias() >= 0) {
                gradient[layer.bias() + o] += slope[o];
            }
            for (int i = 0; i < layer.in(); i++) {
                gradient[layer.weights() + o * layer.in() + i] += slope[o] * input[i];
                before[i] += input[i] > 0 ? slope[o] * parameters[layer.weights() + o * layer.in() + i] : 0;
            }
        }
        return before;
    }

    /** ½‖z − e_y‖² or −log softmax(z)_y; leaves its gradient in place of z. */
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

    private static int largest(double[] z) {
        int best = 0;
        for (int k = 1; k < z.length; k++) {
            best = z[k] > z[best] ? k : best;
        }
        return best;
    }
}
