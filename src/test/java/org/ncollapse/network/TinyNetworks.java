package org.ncollapse.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.ncollapse.network.kernel.Kernels;
import org.ncollapse.network.kernel.onednn.OneDnnKernels;
import org.ncollapse.network.layer.Dl4jLayerFactory;
import org.ncollapse.spec.ImageShape;
import org.ncollapse.spec.NetworkKind;
import org.ncollapse.spec.NetworkSpec;
import org.ncollapse.spec.ObjectiveSpec.Loss;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Networks of a few units, batches for them, and comparisons of arrays. */
public final class TinyNetworks {

    private TinyNetworks() {}

    public static NetworkSpec mlp(boolean batchNorm, boolean headBias, Integer... widths) {
        return new NetworkSpec.Mlp(NetworkKind.MLP, List.of(widths), batchNorm, null, headBias, null);
    }

    public static NetworkSpec resNet(String kind, int width, boolean headBias, Integer... hidden) {
        return new NetworkSpec.ResNet(
                NetworkKind.valueOf(kind.toUpperCase(Locale.ROOT)), width, List.of(hidden), null, headBias, null);
    }

    /** A network for square images. */
    public static Network build(NetworkSpec spec, int channels, int size, int classes, Loss loss, long seed) {
        return build(spec, channels, size, classes, loss, new OneDnnKernels(), seed);
    }

    public static Network build(
            NetworkSpec spec, int channels, int size, int classes, Loss loss, Kernels kernels, long seed) {
        return Network.build(spec, new ImageShape(channels, size, size), classes, loss, kernels, seed);
    }

    /** The same network of Deeplearning4j's own layers. */
    static ComputationGraph dl4jGraph(NetworkSpec spec, int channels, int size, int classes, Loss loss) {
        ComputationGraph graph = new ComputationGraph(
                Architecture.define(spec, new ImageShape(channels, size, size), classes, new Dl4jLayerFactory(loss), 1)
                        .configuration());
        graph.init();
        return graph;
    }

    static ComputationGraph dl4jGraph(NetworkSpec spec, int channels, int size) {
        return dl4jGraph(spec, channels, size, 3, Loss.MSE);
    }

    /** Samples of the standard normal distribution. */
    public static float[] normal(int length, long seed) {
        Random random = new Random(seed);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    public static int[] labels(int rows, int classes, long seed) {
        return new Random(seed).ints(rows, 0, classes).toArray();
    }

    /** One-hot rows of the labels, of {@link DataType#DOUBLE}. */
    static INDArray oneHot(int[] labels, int classes) {
        INDArray rows = Nd4j.zeros(DataType.DOUBLE, labels.length, classes);
        for (int row = 0; row < labels.length; row++) {
            rows.putScalar(row, labels[row], 1);
        }
        return rows;
    }

    /** ‖actual − expected‖ / ‖expected‖. */
    static double relativeError(double[] actual, double[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        return relativeError(actual, expected, 0, expected.length);
    }

    /** The same over a range of the arrays. */
    static double relativeError(double[] actual, double[] expected, int offset, int length) {
        double square = 0;
        double norm = 0;
        for (int i = offset; i < offset + length; i++) {
            square += (actual[i] - expected[i]) * (actual[i] - expected[i]);
            norm += expected[i] * expected[i];
        }
        return Math.sqrt(square / Math.max(norm, 1e-12));
    }

    /**
     * Replaces all parameters by random numbers, so that none has its initial 0 or 1; running statistics are positive.
     */
    public static void randomizeParameters(Network network, long seed) {
        Random random = new Random(seed);
        for (ParameterRange range : network.parameterRanges()) {
            for (int i = range.offset(); i < range.offset() + range.length(); i++) {
                double value = 0.5 * random.nextGaussian();
                network.parameters()
                        .putScalar(
                                i,
                                range.role() == ParameterRange.Role.RUNNING_STATISTIC ? 0.5 + Math.abs(value) : value);
            }
        }
    }
}
