package org.ncollapse.network;

import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.weights.WeightInit;
import org.ncollapse.io.BadInputException;
import org.ncollapse.network.kernel.Kernels;
import org.ncollapse.network.layer.LayerFactory;
import org.ncollapse.spec.ImageShape;
import org.ncollapse.spec.NetworkSpec;
import org.ncollapse.spec.Tap;
import org.nd4j.linalg.learning.config.NoOp;

/**
 * Lays a network out as a Deeplearning4j graph and remembers which vertices are read. Vertices are named by what leaves
 * them: {@code hidden1} is the first hidden layer's output behind its ReLU, {@code stage2.block1} a residual block's.
 * No regularisation and no updater stand in the configuration: {@code training} adds the penalty and steps, in one pass
 * over the flat parameters.
 *
 * <p>Layers with a ReLU behind them start from He's normal distribution, of variance 2/fan-in. The head, which has
 * none, starts from PyTorch's uniform one on ±1/√fan-in: with He's its first logits are far off any one-hot target, and
 * the squared error drives networks without batch normalisation to infinity at rates that train well otherwise.
 */
final class Architecture {

    static final String INPUT = "image";
    static final String HEAD = "head";

    private static final double NORM_EPSILON = 1e-5;
    /** Share of the running statistics that stays at each step: PyTorch's momentum of 0.1. */
    private static final double NORM_DECAY = 0.9;

    private final LayerFactory layers;
    private final GraphBuilder graph;
    private String last = INPUT;
    private String beforeLastHidden;
    private int hiddenLayers;

    private Architecture(LayerFactory layers, long seed, InputType input) {
        this.layers = layers;
        graph = new NeuralNetConfiguration.Builder()
                .seed(seed)
                .weightInit(WeightInit.RELU)
                .updater(new NoOp())
                .graphBuilder()
                .addInputs(INPUT)
                .setInputTypes(input);
    }

    /**
     * A graph's configuration, and the vertices that the two standard taps stand for; {@code previous} is null without
     * a hidden layer.
     */
    record GraphDefinition(
            ComputationGraphConfiguration configuration,
            InputType inputType,
            String penultimateVertex,
            String previousVertex) {

        /** The number of features at a tap; BadInputException where the network has no such layer. */
        int tapWidth(String tap) {
            InputType type = configuration.getLayerActivationTypes(inputType).get(tapVertex(tap));
            return (int)
                    (type instanceof InputType.InputTypeConvolutional maps
                            ? maps.getChannels()
                            : type.arrayElementsPerExample());
        }

        /** The vertex that a tap names; BadInputException likewise. */
        String tapVertex(String tap) {
            if (tap.equals(Tap.PENULTIMATE)) {
                return penultimateVertex;
            }
            if (tap.equals(Tap.PREVIOUS) && previousVertex != null) {
                return previousVertex;
            }
            List<String> layers = configuration.getVertices().keySet().stream()
                    .filter(name -> !name.equals(INPUT) && !name.equals(HEAD))
                    .toList();
            if (!layers.contains(tap)) {
                String why = tap.equals(Tap.PREVIOUS)
                        ? "no hidden fully connected layer stands between two others here"
                        : "no such layer";
                throw new BadInputException("capture.taps: '" + tap + "': " + why + "; this network has penultimate"
                        + (previousVertex == null ? "" : ", previous") + " and " + String.join(", ", layers));
            }
            return tap;
        }
    }

    /** The same vertices with the same parameters in the same places, whatever layers they are made of. */
    static GraphDefinition define(NetworkSpec spec, ImageShape image, int classes, LayerFactory layers, long seed) {
        InputType type = spec instanceof NetworkSpec.Mlp
                ? InputType.feedForward(image.size())
                : InputType.convolutional(image.height(), image.width(), image.channels(), layers.format());
        Architecture architecture = new Architecture(layers, seed, type);
        if (spec instanceof NetworkSpec.Mlp mlp) {
            architecture.hidden(mlp.widths(), mlp.batchNorm(), mlp.hiddenBias());
        } else {
            architecture.residual((NetworkSpec.ResNet) spec);
        }
        String penultimate = architecture.last;
        architecture
                .graph
                .addLayer(HEAD, layers.head(classes, spec.headBias()), penultimate)
                .setOutputs(HEAD);
        return new GraphDefinition(architecture.graph.build(), type, penultimate, architecture.beforeLastHidden);
    }

    private void hidden(List<Integer> widths, boolean batchNorm, boolean bias) {
        for (int width : widths) {
            String name = "hidden" + ++hiddenLayers;
            beforeLastHidden = last.equals(INPUT) ? null : last;
            if (batchNorm) {
                graph.addLayer(name + ".linear", layers.hiddenLinear(width, false, Kernels.Activation.NONE), last);
                normalised(name, name + ".linear");
            } else {
                graph.addLayer(name, layers.hiddenLinear(width, bias, Kernels.Activation.RELU), last);
                last = name;
            }
        }
    }

    private void residual(NetworkSpec.ResNet spec) {
        int[] blocks = switch (spec.kind()) {
            case RESNET18 -> new int[] {2, 2, 2, 2};
            case RESNET20 -> new int[] {3, 3, 3};
            case RESNET32 -> new int[] {5, 5, 5};
            case RESNET56 -> new int[] {9, 9, 9};
            case MLP -> throw new IllegalArgumentException("not a ResNet: " + spec.kind());
        };
        convolution("stem.conv", spec.width(), 3, 1, INPUT);
        normalised("stem", "stem.conv");
        int channels = spec.width();
        for (int stage = 0; stage < blocks.length; stage++) {
            int width = spec.width() << stage;
            for (int block = 0; block < blocks[stage]; block++) {
                block("stage" + (stage + 1) + ".block" + (block + 1), channels, width, stage > 0 && block == 0 ? 2 : 1);
                channels = width;
            }
        }
        graph.addLayer("pool", layers.globalAvgPool(), last);
        last = "pool";
        hidden(spec.hiddenWidths(), false, spec.hiddenBias());
    }

    /** Two 3×3 convolutions beside a shortcut, a 1×1 convolution where the shape changes; ReLU behind the sum. */
    private void block(String name, int from, int to, int stride) {
        String input = last;
        convolution(name + ".conv1", to, 3, stride, input);
        normalised(name + ".relu1", name + ".conv1");
        convolution(name + ".conv2", to, 3, 1, last);
        norm(name + ".norm2", name + ".conv2");
        String shortcut = input;
        if (stride > 1 || from != to) {
            convolution(name + ".shortcut", to, 1, stride, input);
            shortcut = name + ".shortcut.norm";
            norm(shortcut, name + ".shortcut");
        }
        graph.addVertex(name + ".sum", layers.residualAdd(), name + ".norm2", shortcut);
        relu(name, name + ".sum");
    }

    private void convolution(String name, int out, int size, int stride, String input) {
        graph.addLayer(name, layers.conv2d(out, size, stride), input);
    }

    private void norm(String name, String input) {
        graph.addLayer(name, layers.batchNorm(NORM_EPSILON, NORM_DECAY), input);
    }

    /** Batch normalisation, then ReLU as a layer of its own: an activation given to the normalisation is ignored. */
    private void normalised(String name, String input) {
        norm(name + ".norm", input);
        relu(name, name + ".norm");
    }

    private void relu(String name, String input) {
        graph.addLayer(name, layers.relu(), input);
        last = name;
    }
}
