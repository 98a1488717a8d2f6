package org.ncollapse.network;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.util.ModelSerializer;
import org.ncollapse.io.AtomicFile;
import org.ncollapse.network.kernel.BatchResult;
import org.ncollapse.network.kernel.Criterion;
import org.ncollapse.network.kernel.ErrorCounter;
import org.ncollapse.network.kernel.FloatVector;
import org.ncollapse.network.kernel.InferenceLoop;
import org.ncollapse.network.kernel.Kernels;
import org.ncollapse.network.kernel.LabeledImages;
import org.ncollapse.network.kernel.NetworkPasses;
import org.ncollapse.network.kernel.OptimizerStep;
import org.ncollapse.network.kernel.ParameterGroup;
import org.ncollapse.network.kernel.TrainingLoop;
import org.ncollapse.network.layer.Dl4jLayerFactory;
import org.ncollapse.network.layer.KernelLayerFactory;
import org.ncollapse.network.layer.LayerContext;
import org.ncollapse.spec.FeatureDecay;
import org.ncollapse.spec.ImageShape;
import org.ncollapse.spec.NetworkSpec;
import org.ncollapse.spec.ObjectiveSpec.Loss;
import org.ncollapse.spec.OptimizerSpec;
import org.ncollapse.spec.Tap;
import org.ncollapse.stats.Head;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A Deeplearning4j graph with this project's layers. It computes gradients of the data term, features at taps, and the
 * head in double precision. Images are rows of C·H·W standardized floats; labels are class numbers. Not thread-safe.
 */
public final class Network {

    private final NetworkSpec spec;
    private final ImageShape image;
    private final int classes;
    private final Loss loss;
    private final Architecture.GraphDefinition definition;
    private final ComputationGraph graph;
    private final LayerContext context;
    private final GraphExecutor executor;
    private final Criterion criterion;
    private final InputBatch inputBatch;
    private final INDArray gradients;
    private final NetworkPasses passes = new Passes(OutputPenalty.NONE);

    private Network(NetworkSpec spec, ImageShape image, int classes, Loss loss, Kernels kernels, long seed) {
        this.spec = spec;
        this.image = image;
        this.classes = classes;
        this.loss = loss;
        criterion = kernels.criterion(loss);
        context = new LayerContext(kernels);
        definition = Architecture.define(spec, image, classes, new KernelLayerFactory(context), seed);
        graph = initialize(definition, kernels);
        gradients = kernels.allocate(graph.numParams()).reshape(1, graph.numParams());
        graph.setBackpropGradientsViewArray(gradients);
        executor = new GraphExecutor(graph, context);
        inputBatch = new InputBatch(kernels, image, !spec.hasFeatureMaps());
    }

    /** Draws the initial weights on the host, so that they are the same for all kernels. */
    private static ComputationGraph initialize(Architecture.GraphDefinition definition, Kernels kernels) {
        ComputationGraph onHost = new ComputationGraph(definition.configuration());
        onHost.init();
        INDArray parameters = kernels.toKernelMemory(onHost.params());
        if (parameters == onHost.params()) {
            return onHost;
        }
        ComputationGraph graph = new ComputationGraph(definition.configuration());
        graph.init(parameters, false);
        return graph;
    }

    /**
     * Creates a network with initial weights drawn from {@code seed}: He's normal distribution before a ReLU, PyTorch's
     * uniform distribution in the head.
     *
     * @param kernels the kernels to compute with; not shared with another network
     */
    public static Network build(
            NetworkSpec spec, ImageShape image, int classes, Loss loss, Kernels kernels, long seed) {
        return new Network(spec, image, classes, loss, kernels, seed);
    }

    /**
     * Runs a forward and backward pass in training mode and writes the gradient of the <em>sum</em> of the data term to
     * {@link #gradients()}.
     *
     * @param images rows × C·H·W; only the first {@code rows} are read
     * @param labels a class for each row; only the first {@code rows} are read
     */
    public BatchResult computeGradients(float[] images, int[] labels, int rows) {
        INDArray head = executor.forwardTraining(inputBatch.load(images, rows));
        BatchResult result = criterion.lossAndGradient(head, labels);
        executor.backward(head, OutputPenalty.NONE);
        return result;
    }

    /**
     * Returns the features at taps for a batch, in inference mode.
     *
     * @return for each tap rows × width floats, row-major; feature maps are averaged over their positions
     */
    public List<float[]> features(List<String> taps, float[] images, int rows) {
        float[][] features = new float[taps.size()][];
        passes.forwardInference(
                passes.load(images, rows),
                taps,
                (tap, output) -> features[tap] = context.kernels().toFloats(output));
        return Arrays.asList(features);
    }

    /**
     * Prepares the steps of training on a split.
     *
     * @param images all N training samples
     * @param optimizerStep from {@link #optimizerStep}
     * @param featureDecay adds Nλ_H·h_i to the gradient of each sample's features: a step divides the gradients by the
     *     batch size B, so that it follows (λ_H/2)(N/B) Σ‖h_i‖² over the batch
     */
    public TrainingLoop trainingLoop(
            LabeledImages images, int batchSize, OptimizerStep optimizerStep, FeatureDecay featureDecay) {
        OutputPenalty penalty = featureDecay.lambda() == 0
                ? OutputPenalty.NONE
                : new OutputPenalty(definition.tapVertex(featureDecay.tap()), images.size() * featureDecay.lambda());
        return context.kernels().trainingLoop(new Passes(penalty), images, batchSize, loss, optimizerStep);
    }

    /**
     * Prepares passes over a split that return the features at taps, in inference mode. Labels are below the number of
     * the network's classes.
     *
     * @throws org.ncollapse.io.BadInputException if the network has no layer for a tap
     */
    public InferenceLoop inferenceLoop(LabeledImages images, int batchSize, List<String> taps) {
        taps.forEach(definition::tapVertex);
        return context.kernels().inferenceLoop(passes, images, batchSize, taps, classes);
    }

    /** The kernels that this network computes with. */
    public Kernels kernels() {
        return context.kernels();
    }

    /**
     * Prepares passes over a split that count misclassified images.
     *
     * @return empty if the kernels leave it to the host, which has the features and the {@link #head}
     */
    public Optional<ErrorCounter> errorCounter(LabeledImages images, int batchSize) {
        Layer head = graph.getLayer(Architecture.HEAD);
        return context.kernels()
                .errorCounter(
                        passes,
                        images,
                        batchSize,
                        Tap.PENULTIMATE,
                        head.getParam(DefaultParamInitializer.WEIGHT_KEY),
                        spec.headBias() ? head.getParam(DefaultParamInitializer.BIAS_KEY) : null);
    }

    /** The architecture that the network was built from. */
    public NetworkSpec spec() {
        return spec;
    }

    /**
     * Returns the number of features at a tap.
     *
     * @throws org.ncollapse.io.BadInputException if the network has no layer for the tap
     */
    public int tapWidth(String tap) {
        return definition.tapWidth(tap);
    }

    /** The last layer, in double precision. */
    public Head head() {
        Layer head = graph.getLayer(Architecture.HEAD);
        double[] weights = doubles(rowMajorWeights(head));
        double[] bias = spec.headBias() ? doubles(bias(head)) : null;
        return new Head(classes, weights.length / classes, weights, bias);
    }

    /**
     * A hidden fully connected layer.
     *
     * @param weights out × in: W₁ of the extended models
     * @param bias one value per output; null if the layer has none
     */
    public record HiddenLayer(float[][] weights, float[] bias) {}

    /** Returns the layer between the taps {@code previous} and {@code penultimate}; empty if there is none. */
    public Optional<HiddenLayer> lastHiddenLayer() {
        if (definition.previousVertex().isEmpty()) {
            return Optional.empty();
        }
        Layer vertex = graph.getLayer(definition.penultimateVertex());
        Layer layer =
                vertex.paramTable().isEmpty() ? graph.getLayer(definition.penultimateVertex() + ".linear") : vertex;
        float[] weights = rowMajorWeights(layer);
        int inputs = (int) layer.getParam(DefaultParamInitializer.WEIGHT_KEY).size(0);
        float[][] rows = new float[weights.length / inputs][];
        for (int row = 0; row < rows.length; row++) {
            rows[row] = Arrays.copyOfRange(weights, row * inputs, (row + 1) * inputs);
        }
        return Optional.of(
                new HiddenLayer(rows, layer.getParam(DefaultParamInitializer.BIAS_KEY) == null ? null : bias(layer)));
    }

    /** A fully connected layer's weights, out × in: Deeplearning4j has in × out, column-major. */
    private float[] rowMajorWeights(Layer layer) {
        return context.kernels()
                .toFloats(layer.getParam(DefaultParamInitializer.WEIGHT_KEY).transpose());
    }

    private float[] bias(Layer layer) {
        return context.kernels().toFloats(layer.getParam(DefaultParamInitializer.BIAS_KEY));
    }

    private static double[] doubles(float[] values) {
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }

    /** Whether all parameters are finite numbers. */
    public boolean hasFiniteParameters() {
        return context.kernels().isFinite(parameters());
    }

    /** All parameters as one flat vector, in Deeplearning4j's order. It is a view. */
    public INDArray parameters() {
        return graph.params();
    }

    /** All parameters, for saving and restoring. */
    public FloatVector parameterVector() {
        return context.kernels().floatVector(parameters());
    }

    /** The names, shapes and places of all parameters in a PyTorch state dict, in the order of the flat vector. */
    public List<PyTorchTensor> stateDict() {
        return PyTorchTensor.of(graph);
    }

    /**
     * Replaces all parameters by those of a PyTorch state dict.
     *
     * @throws org.ncollapse.io.BadInputException if its tensors are not exactly those of {@link #stateDict}
     */
    public void readStateDict(Path file) {
        StateDictReader.read(file, stateDict(), parameterVector());
    }

    /** The gradients from {@link #computeGradients}, aligned with {@link #parameters()}. It is a view. */
    public INDArray gradients() {
        return gradients;
    }

    /**
     * The ranges of the flat vector, in its order. Address them by name: the order may change when a layer without
     * parameters is added to the graph.
     */
    public List<ParameterRange> parameterRanges() {
        List<ParameterRange> ranges = new ArrayList<>();
        for (Layer layer : graph.getLayers()) {
            String name = layer.conf().getLayer().getLayerName();
            for (Map.Entry<String, INDArray> parameter : layer.paramTable().entrySet()) {
                INDArray view = parameter.getValue();
                ranges.add(new ParameterRange(
                        name, role(name, parameter.getKey()), (int) view.offset(), (int) view.length()));
            }
        }
        ranges.sort((a, b) -> Integer.compare(a.offset(), b.offset()));
        return ranges;
    }

    /**
     * Returns the optimizer's step on this network's parameters and gradients; its state is zero.
     *
     * @param weightDecay λ of each role; 0 for running statistics
     * @param optimizer the rule and its numbers
     * @param threads threads for a step on the host; the result does not depend on them
     */
    public OptimizerStep optimizerStep(
            ToDoubleFunction<ParameterRange.Role> weightDecay, OptimizerSpec optimizer, int threads) {
        List<ParameterGroup> groups = parameterRanges().stream()
                .map(range -> new ParameterGroup(
                        range.offset(),
                        range.length(),
                        range.role() != ParameterRange.Role.RUNNING_STATISTIC,
                        weightDecay.applyAsDouble(range.role())))
                .toList();
        return context.kernels().optimizerStep(parameters(), gradients(), groups, optimizer, threads);
    }

    /** Saves the network with Deeplearning4j's own layers and loss, so that plain Deeplearning4j restores it. */
    public void saveAsDl4j(Path file) throws IOException {
        ComputationGraph copy =
                new ComputationGraph(Architecture.define(spec, image, classes, new Dl4jLayerFactory(loss), 0)
                        .configuration());
        copy.init(context.kernels().toHostMemory(graph.params()), false);
        AtomicFile.write(file, part -> ModelSerializer.writeModel(copy, part.toFile(), false));
    }

    private static ParameterRange.Role role(String layer, String parameter) {
        return switch (parameter) {
            case DefaultParamInitializer.WEIGHT_KEY ->
                layer.equals(Architecture.HEAD) ? ParameterRange.Role.HEAD_WEIGHT : ParameterRange.Role.WEIGHT;
            case DefaultParamInitializer.BIAS_KEY -> ParameterRange.Role.BIAS;
            case BatchNormalizationParamInitializer.GAMMA, BatchNormalizationParamInitializer.BETA ->
                ParameterRange.Role.BATCH_NORM;
            case BatchNormalizationParamInitializer.GLOBAL_MEAN, BatchNormalizationParamInitializer.GLOBAL_VAR ->
                ParameterRange.Role.RUNNING_STATISTIC;
            default ->
                throw new IllegalStateException(
                        "layer " + layer + " has a parameter '" + parameter + "' of unknown role");
        };
    }

    /** The passes as the kernels see them. */
    private final class Passes implements NetworkPasses {

        private final OutputPenalty penalty;

        /** @param penalty of the backward pass */
        private Passes(OutputPenalty penalty) {
            this.penalty = penalty;
        }

        @Override
        public INDArray inputOf(int rows) {
            return inputBatch.array(rows);
        }

        @Override
        public INDArray load(float[] batch, int rows) {
            return inputBatch.load(batch, rows);
        }

        @Override
        public INDArray forwardTraining(INDArray input) {
            return executor.forwardTraining(input);
        }

        @Override
        public void backward(INDArray logitsGradient) {
            executor.backward(logitsGradient, penalty);
        }

        @Override
        public void forwardInference(INDArray input, List<String> taps, BiConsumer<Integer, INDArray> reader) {
            List<String> names = taps.stream().map(definition::tapVertex).toList();
            executor.forwardInference(input, names, (name, output) -> {
                for (int tap = 0; tap < names.size(); tap++) {
                    if (names.get(tap).equals(name)) {
                        // Feature maps are averaged over their positions.
                        reader.accept(tap, output.rank() > 2 ? context.spatialMeans(output) : output);
                    }
                }
            });
        }

        @Override
        public int tapWidth(String tap) {
            return definition.tapWidth(tap);
        }
    }
}
