package org.ncollapse.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Percentage;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ncollapse.network.kernel.BatchResult;
import org.ncollapse.network.kernel.Kernels;
import org.ncollapse.network.layer.Dl4jLayerFactory;
import org.ncollapse.spec.ComputeSpec.KernelLibrary;
import org.ncollapse.spec.Device;
import org.ncollapse.spec.ImageShape;
import org.ncollapse.spec.NetworkSpec;
import org.ncollapse.spec.ObjectiveSpec.Loss;
import org.ncollapse.spec.Tap;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Compares our ResNets with PyTorch's for the same parameters. {@code pytorch-resnets.csv} has PyTorch's values in
 * double precision; {@code pytorch_resnets.py} wrote them and names PyTorch's version.
 */
class PyTorchResNetTest {

    private static final int CLASSES = 3;
    private static final int ROWS = 5;

    @BeforeAll
    static void backend() {
        Backend.initialize(Device.CPU, 2);
    }

    /** A network, its inputs, and PyTorch's numbers for it. */
    private record Case(
            NetworkSpec spec, ImageShape image, float[] images, int[] labels, Map<String, Double> expected) {

        /** @param name for example {@code resnet18-8x8x3}: kind, height, width, channels */
        static Case of(String name) throws IOException {
            String[] parts = name.split("[-x]");
            ImageShape image =
                    new ImageShape(Integer.parseInt(parts[3]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
            float[] images = uniform("images", ROWS * image.size());
            for (int i = 0; i < images.length; i++) {
                images[i] *= 4;
            }
            int[] labels = new int[ROWS];
            for (int row = 0; row < ROWS; row++) {
                labels[row] = row % CLASSES;
            }
            int width = parts[0].equals("resnet18") ? 4 : 3;
            return new Case(TinyNetworks.resNet(parts[0], width, true), image, images, labels, readExpected(name));
        }

        Network network(KernelLibrary library) {
            Kernels kernels = Backend.createKernels(library, Assertions::fail);
            Network network = Network.build(spec, image, CLASSES, Loss.CROSS_ENTROPY, kernels, 1);
            Map<String, ParameterRange> ranges = ranges(network);
            ranges.forEach((name, range) -> fill(network.parameters(), name, range));
            return network;
        }

        double[] logits() {
            double[] logits = new double[ROWS * CLASSES];
            for (int i = 0; i < logits.length; i++) {
                logits[i] = expected.get("logit " + i);
            }
            return logits;
        }
    }

    /** The numbers of one case by quantity. */
    private static Map<String, Double> readExpected(String name) throws IOException {
        Map<String, Double> values = new HashMap<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                PyTorchResNetTest.class.getResourceAsStream("pytorch-resnets.csv"), StandardCharsets.UTF_8))) {
            lines.lines()
                    .map(line -> line.split(","))
                    .filter(cells -> cells[0].equals(name))
                    .forEach(cells -> values.put(cells[1], Double.valueOf(cells[2])));
        }
        return values;
    }

    /**
     * Returns the parameter ranges by the script's names: the layer's name, and the range's number within the layer.
     */
    private static Map<String, ParameterRange> ranges(Network network) {
        Map<String, ParameterRange> ranges = new HashMap<>();
        for (ParameterRange range : network.parameterRanges()) {
            int number = 0;
            while (ranges.containsKey(range.layer() + "/" + number)) {
                number++;
            }
            ranges.put(range.layer() + "/" + number, range);
        }
        return ranges;
    }

    /** Weights and shifts in [-1/2, 1/2); scales and variances in [1/2, 3/2). */
    private static void fill(INDArray parameters, String name, ParameterRange range) {
        float[] values = uniform(name, range.length());
        boolean norm =
                range.role() == ParameterRange.Role.BATCH_NORM || range.role() == ParameterRange.Role.RUNNING_STATISTIC;
        boolean positive = norm && (name.endsWith("/0") || name.endsWith("/3"));
        for (int i = 0; i < values.length; i++) {
            parameters.putScalar(range.offset() + i, values[i] + (positive ? 1 : 0));
        }
    }

    /** The script's {@code uniform}: numbers in [-1/2, 1/2) from a mixed hash of a name and the index. */
    private static float[] uniform(String name, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            int h = i + name.hashCode();
            h = (h ^ (h >>> 16)) * 0x85EBCA6B;
            h = (h ^ (h >>> 13)) * 0xC2B2AE35;
            h ^= h >>> 16;
            values[i] = (h >>> 9) / (float) (1 << 23) - 0.5f;
        }
        return values;
    }

    @ParameterizedTest
    @CsvSource({
        "ONEDNN, resnet18-8x8x3",
        "ND4J, resnet18-8x8x3",
        "ONEDNN, resnet18-7x7x3",
        "ND4J, resnet18-7x7x3",
        "ONEDNN, resnet18-28x28x1",
        "ND4J, resnet18-28x28x1",
        "ONEDNN, resnet20-10x13x2",
        "ND4J, resnet20-10x13x2",
    })
    void logitsEqualPyTorchs(KernelLibrary library, String name) throws IOException {
        Case test = Case.of(name);
        Network network = test.network(library);

        INDArray features = Nd4j.createFromArray(network.features(List.of(Tap.PENULTIMATE), test.images(), ROWS)
                        .get(0))
                .castTo(DataType.DOUBLE);

        double[] logits = new double[ROWS * CLASSES];
        network.head().logits(features.data().asDouble(), ROWS, logits);
        assertThat(TinyNetworks.relativeError(logits, test.logits())).isLessThan(1e-5);
    }

    /** The layers that a finished network is saved with, in double precision. */
    @ParameterizedTest
    @ValueSource(strings = {"resnet18-8x8x3", "resnet18-7x7x3", "resnet18-28x28x1", "resnet20-10x13x2"})
    void logitsOfDl4jLayersEqualPyTorchs(String name) throws IOException {
        Case test = Case.of(name);
        ComputationGraph graph = new ComputationGraph(
                Architecture.define(test.spec(), test.image(), CLASSES, new Dl4jLayerFactory(Loss.MSE), 1)
                        .configuration());
        graph.init();
        graph = graph.convertDataType(DataType.DOUBLE);
        graph.setParams(test.network(KernelLibrary.ND4J).parameters().castTo(DataType.DOUBLE));
        ImageShape image = test.image();

        INDArray logits = graph.outputSingle(Nd4j.createFromArray(test.images())
                .castTo(DataType.DOUBLE)
                .reshape(ROWS, image.channels(), image.height(), image.width()));

        assertThat(TinyNetworks.relativeError(logits.dup('c').data().asDouble(), test.logits()))
                .isLessThan(1e-12);
    }

    /** For a running statistic the gradient is the amount to subtract, with PyTorch's unbiased variance. */
    @ParameterizedTest
    @CsvSource({
        "ONEDNN, resnet18-8x8x3",
        "ND4J, resnet18-8x8x3",
        "ONEDNN, resnet18-7x7x3",
        "ND4J, resnet18-7x7x3",
        "ONEDNN, resnet18-28x28x1",
        "ND4J, resnet18-28x28x1",
        "ONEDNN, resnet20-10x13x2",
        "ND4J, resnet20-10x13x2",
    })
    void trainingLossAndGradientsEqualPyTorchs(KernelLibrary library, String name) throws IOException {
        Case test = Case.of(name);
        Network network = test.network(library);

        BatchResult result = network.computeGradients(test.images(), test.labels(), ROWS);

        assertThat(result.lossSum()).isCloseTo(test.expected().get("training loss"), Percentage.withPercentage(1e-3));
        double[] gradients = network.gradients().dup().data().asDouble();
        ranges(network).forEach((parameter, range) -> {
            float[] direction = uniform("projection", range.length());
            double squares = 0;
            double projection = 0;
            for (int i = 0; i < range.length(); i++) {
                double gradient = gradients[range.offset() + i];
                squares += gradient * gradient;
                projection += gradient * direction[i];
            }
            double norm = test.expected().get("gradient norm " + parameter);
            assertThat(Math.sqrt(squares)).as(parameter).isCloseTo(norm, within(1e-4 * norm));
            assertThat(projection)
                    .as(parameter)
                    .isCloseTo(test.expected().get("gradient projection " + parameter), within(1e-4 * norm));
        });
    }
}
