package org.ncollapse.network;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
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
 * A Deeplearning4j graph and what the rest of the product asks of it: gradients of the data term, features at taps, the
 * head in double. Images come as rows of C·H·W standardised floats, labels as class numbers. Not thread-safe.
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
    private final InputBatch images;

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
        images = new InputBatch(kernels, image, !hasFeatureMaps());
    }

    /**
     * A network with fresh weights drawn from {@code seed}, by He's rule before a ReLU and PyTorch's in the head.
     *
     * @param kernels where its arithmetic is done; not shared with another network
     */
    public static Network build(
            NetworkSpec spec, ImageShape image, int classes, Loss loss, Kernels kernels, long seed) {
        return new Network(spec, image, classes, loss, kernels, seed);
    }

    /**
     * Runs a batch forward and back in training mode and leaves the gradient of the <em>sum</em> of the data term in
     * {@link #gradients()}.
     *
     * @param images rows × C·H·W; longer arrays are read to {@code rows} only
     * @param labels the first {@code rows} classes
     */
    public BatchResult backpropagate(float[] images, int[] labels, int rows) {
        INDArray head = executor.forwardTraining(this.images.load(images, rows));
        BatchResult result = criterion.lossAndGradient(head, labels);
        executor.backward(head);
        return result;
    }

    /**
     * The features at taps for a batch, in inference mode.
     *
     * @return for each tap rows × width floats, row-major; feature maps are averaged over their positions
     */
    public List<float[]> features(List<String> taps, float[] images, int rows) {
        List<String> names = taps.stream().map(definition::tapVertex).toList();
        float[][] features = new float[taps.size()][];
        executor.forwardInference(this.images.load(images, rows), names, (name, output) -> {
            for (int tap = 0; tap < features.length; tap++) {
                features[tap] = names.get(tap).equals(name) ? rows(output) : features[tap];
            }
        });
        return Arrays.asList(features);
    }

    /** Whether layers put out maps, which take much memory. */
    public boolean hasFeatureMaps() {
        return !(spec instanceof NetworkSpec.Mlp);
    }

    /**
     * The number of features at a tap.
     *
     * @throws org.ncollapse.io.BadInputException where the network has no such layer
     */
    public int tapWidth(String tap) {
        return definition.tapWidth(tap);
    }

    /** The last layer, in double. */
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
     * @param bias a value an output; null where the layer has none
     */
    public record HiddenLayer(float[][] weights, float[] bias) {}

    /** The layer between the taps {@code previous} and {@code penultimate}; null where there is no such tap. */
    public HiddenLayer lastHiddenLayer() {
        if (definition.previousVertex() == null) {
            return null;
        }
        Layer direct = graph.getLayer(definition.penultimateVertex());
        Layer layer =
                direct.paramTable().isEmpty() ? graph.getLayer(definition.penultimateVertex() + ".linear") : direct;
        INDArray bias = layer.getParam(DefaultParamInitializer.BIAS_KEY);
        return new HiddenLayer(
                layer.getParam(DefaultParamInitializer.WEIGHT_KEY).transpose().toFloatMatrix(),
                bias == null ? null : bias.toFloatVector());
    }

    /** All parameters as one flat vector, in Deeplearning4j's order; a view. */
    public INDArray parameters() {
        return graph.params();
    }

    /** The same, for saving and restoring. */
    public FloatVector parameterVector() {
        return context.kernels().floatVector(parameters());
    }

    /** What {@link #backpropagate} left, aligned with {@link #parameters()}; a view. */
    public INDArray gradients() {
        return graph.getGradientsViewArray();
    }

    /**
     * The runs of the flat vector, in its order, addressed by name: the graph's order may change when a layer without
     * parameters is added.
     */
    public List<ParameterBlock> parameterBlocks() {
        List<ParameterBlock> blocks = new ArrayList<>();
        for (Layer layer : graph.getLayers()) {
            String name = layer.conf().getLayer().getLayerName();
            for (Map.Entry<String, INDArray> parameter : layer.paramTable().entrySet()) {
                INDArray view = parameter.getValue();
                blocks.add(new ParameterBlock(
                        name, role(name, parameter.getKey()), (int) view.offset(), (int) view.length()));
            }
        }
        blocks.sort((a, b) -> Integer.compare(a.offset(), b.offset()));
        return blocks;
    }

    /**
     * What steps the parameters by the gradients, from rest.
     *
     * @param decay λ of a role; 0 for running statistics
     * @param momentum μ
     * @param threads that may share a step; the result does not depend on them
     */
    public Kernels.SgdStep sgdStep(ToDoubleFunction<ParameterBlock.Role> decay, double momentum, int threads) {
        List<ParameterGroup> groups = parameterBlocks().stream()
                .map(block -> new ParameterGroup(
                        block.offset(),
                        block.length(),
                        block.role() != ParameterBlock.Role.RUNNING_STATISTIC,
                        decay.applyAsDouble(block.role())))
                .toList();
        return context.kernels().sgdStep(parameters(), gradients(), groups, momentum, threads);
    }

    /**
     * Writes configuration and parameters so that plain Deeplearning4j restores them, its own loss in the place of
     * ours.
     */
    public void saveAsDl4j(Path file) throws IOException {
        ComputationGraph copy =
                new ComputationGraph(Architecture.define(spec, image, classes, new Dl4jLayerFactory(loss), 0)
                        .configuration());
        copy.init(graph.params(), false);
        AtomicFile.write(file, part -> ModelSerializer.writeModel(copy, part.toFile(), false));
    }

    private static ParameterBlock.Role role(String layer, String parameter) {
        return switch (parameter) {
            case DefaultParamInitializer.WEIGHT_KEY ->
                layer.equals(Architecture.HEAD) ? ParameterBlock.Role.HEAD_WEIGHT : ParameterBlock.Role.WEIGHT;
            case DefaultParamInitializer.BIAS_KEY -> ParameterBlock.Role.BIAS;
            case BatchNormalizationParamInitializer.GAMMA, BatchNormalizationParamInitializer.BETA ->
                ParameterBlock.Role.BATCH_NORM;
            case BatchNormalizationParamInitializer.GLOBAL_MEAN, BatchNormalizationParamInitializer.GLOBAL_VAR ->
                ParameterBlock.Role.RUNNING_STATISTIC;
            default ->
                throw new IllegalStateException(
                        "layer " + layer + " has a parameter '" + parameter + "' of no known role");
        };
    }

    /** Rows × width numbers; maps are averaged over their positions. */
    private float[] rows(INDArray output) {
        return context.kernels().toFloats(output.rank() > 2 ? context.spatialMeans(output) : output);
    }
}
