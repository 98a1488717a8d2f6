package org.ncollapse.network;

import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.weights.WeightInit;
import org.ncollapse.io.BadInputException;
import org.ncollapse.network.kernel.FusedActivation;
import org.ncollapse.network.layer.LayerFactory;
import org.ncollapse.spec.ImageShape;
import org.ncollapse.spec.NetworkSpec;
import org.ncollapse.spec.Tap;
import org.nd4j.linalg.learning.config.NoOp;

/**
 * Builds a network's Deeplearning4j graph. Vertices are named for their output: {@code hidden1} is the first hidden
 * layer's output after its ReLU, {@code stage2.block1} that of a residual block. The configuration has no
 * regularization and no updater: {@code training} adds the penalty and updates the flat parameter vector in one pass.
 *
 * <p>Layers with a ReLU are initialized from He's normal distribution with variance 2/fan-in. The head has none and is
 * initialized from PyTorch's uniform distribution on ±1/√fan-in. With He's distribution its first logits would be far
 * from any one-hot target, and networks without batch normalization would diverge under the squared error at learning
 * rates that otherwise train well.
 */
final class Architecture {

    static final String INPUT = "image";
    static final String HEAD = "head";

    private static final double BATCH_NORM_EPSILON = 1e-5;
    /** The fraction of a running statistic that is kept at each step: PyTorch's momentum is 0.1. */
    private static final double BATCH_NORM_DECAY = 0.9;

    private final LayerFactory layers;
    private final GraphBuilder graph;
    /** The vertex that the next layer reads. */
    private String currentVertex = INPUT;
    /** The vertex of the tap {@link Tap#PREVIOUS}: the input of the last hidden layer, if that is a layer too. */
    private Optional<String> previousTapVertex = Optional.empty();

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
     * A graph's configuration.
     *
     * @param penultimateVertex the vertex of the tap {@link Tap#PENULTIMATE}
     * @param previousVertex the vertex of the tap {@link Tap#PREVIOUS}, if the network has one
     */
    record GraphDefinition(
            ComputationGraphConfiguration configuration,
            InputType inputType,
            String penultimateVertex,
            Optional<String> previousVertex) {

        /**
         * Returns the number of features at a tap.
         *
         * @throws BadInputException if the network has no layer for the tap
         */
        int tapWidth(String tap) {
            InputType type = configuration.getLayerActivationTypes(inputType).get(tapVertex(tap));
            return (int)
                    (type instanceof InputType.InputTypeConvolutional maps
                            ? maps.getChannels()
                            : type.arrayElementsPerExample());
        }

        /**
         * Returns the vertex of a tap.
         *
         * @throws BadInputException if the network has no layer for the tap
         */
        String tapVertex(String tap) {
            if (tap.equals(Tap.PENULTIMATE)) {
                return penultimateVertex;
            }
            if (tap.equals(Tap.PREVIOUS) && previousVertex.isPresent()) {
                return previousVertex.get();
            }
            List<String> layers = configuration.getVertices().keySet().stream()
                    .filter(name -> !name.equals(INPUT) && !name.equals(HEAD))
                    .toList();
            if (!layers.contains(tap)) {
                String reason = tap.equals(Tap.PREVIOUS)
                        ? "the network has no hidden fully connected layer after another layer"
                        : "no such layer";
                throw new BadInputException("capture.taps: '" + tap + "': " + reason + "; this network has penultimate"
                        + (previousVertex.isEmpty() ? "" : ", previous") + " and " + String.join(", ", layers));
            }
            return tap;
        }
    }

    /** Defines a network's graph. Vertices, parameters and their order do not depend on {@code layers}. */
    static GraphDefinition define(NetworkSpec spec, ImageShape image, int classes, LayerFactory layers, long seed) {
        InputType type = spec instanceof NetworkSpec.Mlp
                ? InputType.feedForward(image.size())
                : InputType.convolutional(image.height(), image.width(), image.channels(), layers.format());
        Architecture architecture = new Architecture(layers, seed, type);
        if (spec instanceof NetworkSpec.Mlp mlp) {
            architecture.addHiddenLayers(mlp.widths(), mlp.batchNorm(), mlp.hiddenBias());
        } else {
            architecture.addResNet((NetworkSpec.ResNet) spec);
        }
        String penultimate = architecture.currentVertex;
        architecture
                .graph
                .addLayer(HEAD, layers.head(classes, spec.headBias()), penultimate)
                .setOutputs(HEAD);
        return new GraphDefinition(architecture.graph.build(), type, penultimate, architecture.previousTapVertex);
    }

    private void addHiddenLayers(List<Integer> widths, boolean batchNorm, boolean bias) {
        for (int width : widths) {
            String name = "hidden" + ++hiddenLayers;
            previousTapVertex = currentVertex.equals(INPUT) ? Optional.empty() : Optional.of(currentVertex);
            if (batchNorm) {
                graph.addLayer(
                        name + ".linear", layers.hiddenLinear(width, false, FusedActivation.NONE), currentVertex);
                addBatchNormAndRelu(name, name + ".linear");
            } else {
                graph.addLayer(name, layers.hiddenLinear(width, bias, FusedActivation.RELU), currentVertex);
                currentVertex = name;
            }
        }
    }

    private void addResNet(NetworkSpec.ResNet spec) {
        List<Integer> blocksPerStage = spec.kind().blocksPerStage();
        addConvolution("stem.conv", spec.width(), 3, 1, INPUT);
        addBatchNormAndRelu("stem", "stem.conv");
        int channels = spec.width();
        for (int stage = 0; stage < blocksPerStage.size(); stage++) {
            int width = spec.width() << stage;
            for (int block = 0; block < blocksPerStage.get(stage); block++) {
                String name = "stage" + (stage + 1) + ".block" + (block + 1);
                addBlock(name, channels, width, stage > 0 && block == 0 ? 2 : 1);
                channels = width;
            }
        }
        graph.addLayer("pool", layers.globalAvgPool(), currentVertex);
        currentVertex = "pool";
        addHiddenLayers(spec.hiddenWidths(), false, spec.hiddenBias());
    }

    /**
     * Adds two 3×3 convolutions and a shortcut, then a ReLU after their sum. Where the shape changes, the shortcut is a
     * 1×1 convolution.
     */
    private void addBlock(String name, int inChannels, int outChannels, int stride) {
        String input = currentVertex;
        addConvolution(name + ".conv1", outChannels, 3, stride, input);
        addBatchNormAndRelu(name + ".relu1", name + ".conv1");
        addConvolution(name + ".conv2", outChannels, 3, 1, currentVertex);
        addBatchNorm(name + ".norm2", name + ".conv2");
        String shortcut = input;
        if (stride > 1 || inChannels != outChannels) {
            addConvolution(name + ".shortcut", outChannels, 1, stride, input);
            shortcut = name + ".shortcut.norm";
            addBatchNorm(shortcut, name + ".shortcut");
        }
        graph.addVertex(name + ".sum", layers.residualAdd(), name + ".norm2", shortcut);
        addRelu(name, name + ".sum");
    }

    private void addConvolution(String name, int outChannels, int kernelSize, int stride, String input) {
        graph.addLayer(name, layers.conv2d(outChannels, kernelSize, stride), input);
    }

    private void addBatchNorm(String name, String input) {
        graph.addLayer(name, layers.batchNorm(BATCH_NORM_EPSILON, BATCH_NORM_DECAY), input);
    }

    /** The ReLU is a layer of its own: Deeplearning4j ignores an activation of a batch normalization. */
    private void addBatchNormAndRelu(String name, String input) {
        addBatchNorm(name + ".norm", input);
        addRelu(name, name + ".norm");
    }

    private void addRelu(String name, String input) {
        graph.addLayer(name, layers.relu(), input);
        currentVertex = name;
    }
}
