package org.ncollapse.network;

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

/** Networks of a few units, and batches for them. */
public final class TinyNetworks {

    private TinyNetworks() {}

    public static NetworkSpec mlp(boolean batchNorm, boolean headBias, Integer... widths) {
        return new NetworkSpec.Mlp(NetworkKind.MLP, List.of(widths), batchNorm, null, headBias);
    }

    public static NetworkSpec resNet(String kind, int width, boolean headBias, Integer... hidden) {
        return new NetworkSpec.ResNet(
                NetworkKind.valueOf(kind.toUpperCase(Locale.ROOT)), width, List.of(hidden), null, headBias);
    }

    /** A network for square images. */
    public static Network build(NetworkSpec spec, int channels, int size, int classes, Loss loss, long seed) {
        return build(spec, channels, size, classes, loss, new OneDnnKernels(), seed);
    }

    public static Network build(
            NetworkSpec spec, int channels, int size, int classes, Loss loss, Kernels kernels, long seed) {
        return Network.build(spec, new ImageShape(channels, size, size), classes, loss, kernels, seed);
    }

    /** The same network of stock layers. */
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

    /** Standard-normal numbers. */
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

    /** Replaces all parameters but variances by random numbers, so that nothing is 0 or 1 by initialisation. */
    public static void randomizeParameters(Network network, long seed) {
        Random random = new Random(seed);
        for (ParameterBlock block : network.parameterBlocks()) {
            for (int i = block.offset(); i < block.offset() + block.length(); i++) {
                double value = 0.5 * random.nextGaussian();
                network.parameters()
                        .putScalar(
                                i,
                                block.role() == ParameterBlock.Role.RUNNING_STATISTIC ? 0.5 + Math.abs(value) : value);
            }
        }
    }
}
