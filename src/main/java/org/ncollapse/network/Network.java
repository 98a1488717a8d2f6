package org.ncollapse.network;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.util.ModelSerializer;
import org.ncollapse.io.AtomicFile;
import org.ncollapse.network.kernel.BatchResult;
import org.ncollapse.network.kernel.FloatVector;
import org.ncollapse.network.kernel.Kernels;
import org.ncollapse.network.kernel.ParameterGroup;
import org.ncollapse.network.layer.Dl4jLayerFactory;
import org.ncollapse.network.layer.KernelLayerFactory;
import org.ncollapse.network.layer.LayerContext;
import org.ncollapse.spec.ImageShape;
import org.ncollapse.spec.NetworkSpec;
import org.ncollapse.spec.ObjectiveSpec.Loss;
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
    private final Kernels.Criterion criterion;
    private final InputBatch inputBatch;

    private Network(NetworkSpec spec, ImageShape image, int classes, Loss loss, Kernels kernels, long seed) {
        this.spec = spec;
        this.image = image;
        this.classes = classes;
        this.loss = loss;
        criterion = kernels.criterion(loss);
        context = new LayerContext(kernels);
        definition = Architecture.define(spec, image, classes, new KernelLayerFactory(context), seed);
        graph = new ComputationGraph(definition.configuration());
        graph.init();
        graph.initGradientsView();
        executor = new GraphExecutor(graph, context);
        inputBatch = new InputBatch(kernels, image, !spec.hasFeatureMaps());
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
        executor.backward(head);
        return result;
    }

    /**
     * Returns the features at taps for a batch, in inference mode.
     *
     * @return for each tap rows × width floats, row-major; feature maps are averaged over their positions
     */
    public List<float[]> features(List<String> taps, float[] images, int rows) {
        List<String> vertices = taps.stream().map(definition::tapVertex).toList();
        float[][] features = new float[taps.size()][];
        executor.forwardInference(inputBatch.load(images, rows), vertices, (name, output) -> {
            for (int tap = 0; tap < features.length; tap++) {
                features[tap] = vertices.get(tap).equals(name) ? toFeatureRows(output) : features[tap];
            }
        });
        return Arrays.asList(features);
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
        double[] weights = head.getParam(DefaultParamInitializer.WEIGHT_KEY)
                .transpose()
                .dup('c')
                .data()
                .asDouble();
        double[] bias = spec.headBias()
                ? head.getParam(DefaultParamInitializer.BIAS_KEY).dup().data().asDouble()
                : null;
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
        INDArray bias = layer.getParam(DefaultParamInitializer.BIAS_KEY);
        return Optional.of(new HiddenLayer(
                layer.getParam(DefaultParamInitializer.WEIGHT_KEY).transpose().toFloatMatrix(),
                bias == null ? null : bias.toFloatVector()));
    }

    /** All parameters as one flat vector, in Deeplearning4j's order. It is a view. */
    public INDArray parameters() {
        return graph.params();
    }

    /** All parameters, for saving and restoring. */
    public FloatVector parameterVector() {
        return context.kernels().floatVector(parameters());
    }

    /** The gradients from {@link #computeGradients}, aligned with {@link #parameters()}. It is a view. */
    public INDArray gradients() {
        return graph.getGradientsViewArray();
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
     * Returns the optimizer's step on this network's parameters and gradients, with a velocity of zero.
     *
     * @param weightDecay λ of each role; 0 for running statistics
     * @param momentum μ
     * @param threads threads for a step on the host; the result does not depend on them
     */
    public Kernels.SgdStep sgdStep(ToDoubleFunction<ParameterRange.Role> weightDecay, double momentum, int threads) {
        List<ParameterGroup> groups = parameterRanges().stream()
                .map(range -> new ParameterGroup(
                        range.offset(),
                        range.length(),
                        range.role() != ParameterRange.Role.RUNNING_STATISTIC,
                        weightDecay.applyAsDouble(range.role())))
                .toList();
        return context.kernels().sgdStep(parameters(), gradients(), groups, momentum, threads);
    }

    /** Saves the network with Deeplearning4j's own layers and loss, so that plain Deeplearning4j restores it. */
    public void saveAsDl4j(Path file) throws IOException {
        ComputationGraph copy =
                new ComputationGraph(Architecture.define(spec, image, classes, new Dl4jLayerFactory(loss), 0)
                        .configuration());
        copy.init(graph.params(), false);
        AtomicFile.write(file, temporaryFile -> ModelSerializer.writeModel(copy, temporaryFile.toFile(), false));
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

    /** Returns rows × width elements; feature maps are averaged over their positions. */
    private float[] toFeatureRows(INDArray output) {
        return context.kernels().toFloats(output.rank() > 2 ? context.spatialMeans(output) : output);
    }
}
