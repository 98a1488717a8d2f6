package org.ncollapse.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ncollapse.network.Backend;
import org.ncollapse.network.Network;
import org.ncollapse.network.ParameterRange;
import org.ncollapse.network.TinyNetworks;
import org.ncollapse.network.kernel.Kernels;
import org.ncollapse.network.kernel.LabeledImages;
import org.ncollapse.network.kernel.TrainingLoop;
import org.ncollapse.network.kernel.cuda.EmulatedGpu;
import org.ncollapse.spec.ComputeSpec;
import org.ncollapse.spec.Device;
import org.ncollapse.spec.FeatureDecay;
import org.ncollapse.spec.ImageShape;
import org.ncollapse.spec.NetworkSpec;
import org.ncollapse.spec.ObjectiveSpec.Loss;
import org.ncollapse.spec.OptimizerSpec;
import org.ncollapse.spec.WeightDecay;

/** The penalty of features in training steps, by every kind of kernels; CUDA's on the emulated GPU. */
class FeatureDecayTest {

    /**
     * Parameters after the three steps of an epoch, the last on one image. PyTorch 2.13.0:
     *
     * <pre>
     * shapes = [(4, 3), (4,), (3, 4), (3,), (2, 3), (2,)]  # out x in of each layer, and its bias
     * x = torch.tensor([[((37 * i + 11 * j) % 64) / 32 - 1 for j in range(3)] for i in range(5)])
     * y = torch.tensor([i % 2 for i in range(5)])
     * for loss, penalized in (('mse', 'penultimate'), ('cross-entropy', 'previous')):
     *     p, i = [], 0
     *     for s in shapes:
     *         n = torch.Size(s).numel()
     *         p.append(torch.nn.Parameter(torch.tensor(
     *             [((7 * k + 3) % 11 - 4) / 8 for k in range(i, i + n)]).reshape(s)))
     *         i += n
     *     sgd = torch.optim.SGD(p, lr=.25, momentum=.5, weight_decay=.01)
     *     for first in range(0, 5, 2):
     *         batch, label = x[first:first + 2], y[first:first + 2]
     *         previous = torch.relu(batch @ p[0].T + p[1])
     *         penultimate = torch.relu(previous @ p[2].T + p[3])
     *         logits = penultimate @ p[4].T + p[5]
     *         data = (((logits - torch.nn.functional.one_hot(label, 2))**2).sum() / 2 if loss == 'mse'
     *                 else torch.nn.functional.cross_entropy(logits, label, reduction='sum'))
     *         h = previous if penalized == 'previous' else penultimate
     *         sgd.zero_grad()
     *         (data / len(batch) + .1 / 2 * 5 / len(batch) * (h**2).sum()).backward()
     *         sgd.step()
     *     print([round(v, 7) for q in p for v in q.flatten().tolist()])
     * </pre>
     */
    private static final double[] MSE_PENULTIMATE = {
        -0.1912299,
        0.7186769,
        0.2362505,
        -0.1975428,
        0.6411261,
        0.1296934,
        -0.371025,
        0.4947,
        0.0,
        -0.3992353,
        0.3898401,
        -0.1262342,
        0.8705789,
        0.1686414,
        -0.24735,
        0.3953943,
        0.123675,
        -0.371025,
        0.4947,
        0.0,
        -0.7105485,
        0.2877085,
        -0.123675,
        0.5123578,
        0.1262007,
        -0.2996326,
        0.618375,
        0.0530045,
        -0.371025,
        0.2027808,
        -0.1072828,
        -0.4947,
        0.2610185,
        -0.1674073,
        0.74205,
        0.2939403,
        -0.2072607,
        0.5343666,
        0.2478077
    };

    private static final double[] CROSS_ENTROPY_PREVIOUS = {
        -0.090625,
        0.6409952,
        0.1936042,
        -0.2557761,
        0.5516988,
        0.0976867,
        -0.371025,
        0.4947,
        0.0,
        -0.394438,
        0.3440012,
        -0.1128234,
        0.3519269,
        0.0778954,
        -0.24735,
        0.2480891,
        0.123675,
        -0.371025,
        0.4947,
        0.0,
        -0.5206054,
        0.356791,
        -0.123675,
        0.7389932,
        0.2224701,
        -0.2608795,
        0.618375,
        0.120601,
        -0.371025,
        0.4893979,
        -0.0062034,
        -0.4947,
        0.4093303,
        -0.1473082,
        0.74205,
        0.2090447,
        -0.2237167,
        0.6044137,
        0.1376362
    };

    private static final double FEATURE_DECAY = 0.1;
    private static final double[] NO_STEP = {0};

    @BeforeAll
    static void backend() {
        Backend.initialize(Device.CPU, 1);
    }

    /** Images whose bytes are standardized exactly to v/32 − 1. */
    private record Images(ImageShape shape, byte[] pixels, int[] labels) implements LabeledImages {
        @Override
        public float[][] standardized() {
            float[] table = new float[256];
            for (int value = 0; value < table.length; value++) {
                table[value] = value / 32f - 1;
            }
            return IntStream.range(0, shape.channels()).mapToObj(c -> table).toArray(float[][]::new);
        }
    }

    private static Kernels kernels(ComputeSpec.KernelLibrary library) throws IOException, InterruptedException {
        return library == ComputeSpec.KernelLibrary.CUDA
                ? EmulatedGpu.open(ComputeSpec.Precision.FLOAT32)
                : Backend.createKernels(library, Assertions::fail);
    }

    @ParameterizedTest
    @EnumSource(ComputeSpec.KernelLibrary.class)
    void stepsAgreeWithPyTorch(ComputeSpec.KernelLibrary library) throws IOException, InterruptedException {
        assertThat(trained(library, Loss.MSE, new FeatureDecay(FEATURE_DECAY, 0.0)))
                .containsExactly(MSE_PENULTIMATE, within(1e-6));
        assertThat(trained(library, Loss.CROSS_ENTROPY, new FeatureDecay(0.0, FEATURE_DECAY)))
                .containsExactly(CROSS_ENTROPY_PREVIOUS, within(1e-6));
    }

    private static double[] trained(ComputeSpec.KernelLibrary library, Loss loss, FeatureDecay featureDecay)
            throws IOException, InterruptedException {
        byte[] pixels = new byte[5 * 3];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) ((37 * (i / 3) + 11 * (i % 3)) % 64);
        }
        Images images = new Images(new ImageShape(3, 1, 1), pixels, new int[] {0, 1, 0, 1, 0});
        Kernels kernels = kernels(library);
        try {
            Network network = TinyNetworks.build(TinyNetworks.mlp(false, true, 4, 3), 3, 1, 2, loss, kernels, 1);
            int[] positions = positions(network);
            for (int k = 0; k < positions.length; k++) {
                network.parameterVector().write(positions[k], new float[] {((7 * k + 3) % 11 - 4) / 8f}, 1);
            }
            Optimizer optimizer = new Optimizer(
                    network,
                    new Objective(loss, WeightDecay.uniform(0.01), featureDecay),
                    OptimizerSpec.sgd(null, 0.5, null, null, null),
                    1);
            runEpoch(optimizer.trainingLoop(images, 2), 5, new double[] {0.25, 0.25, 0.25});
            float[] parameters = kernels.toFloats(network.parameters());
            return IntStream.of(positions).mapToDouble(at -> parameters[at]).toArray();
        } finally {
            kernels.close();
        }
    }

    /** The position in the flat vector of each parameter: layer by layer, weights before the bias. */
    private static int[] positions(Network network) {
        List<Integer> positions = new ArrayList<>();
        for (String layer : List.of("hidden1", "hidden2", "head")) {
            for (boolean bias : new boolean[] {false, true}) {
                network.parameterRanges().stream()
                        .filter(range ->
                                range.layer().equals(layer) && (range.role() == ParameterRange.Role.BIAS) == bias)
                        .forEach(range -> IntStream.range(range.offset(), range.offset() + range.length())
                                .forEach(positions::add));
            }
        }
        return positions.stream().mapToInt(Integer::intValue).toArray();
    }

    private static void runEpoch(TrainingLoop loop, int size, double[] learningRates) {
        loop.startEpoch(IntStream.range(0, size).toArray(), learningRates, 0, 0);
        for (int steps = 0; steps < learningRates.length; ) {
            steps += loop.runSteps().size();
        }
    }

    /**
     * With W = sI the squared error has the gradient s²h − s·e_y in h. Let P and Y be the gradients of the parameters
     * below for h and e_y: P = (G(2) − 2G(1))/2 follows from the data term's gradients at s = 2 and s = 1, and the
     * penalty must add Nλ_H·P. The second network reads its features from a normalization and a ReLU.
     */
    @ParameterizedTest
    @EnumSource(ComputeSpec.KernelLibrary.class)
    void penaltyOfNormalizedFeaturesFollowsFromDataTerm(ComputeSpec.KernelLibrary library)
            throws IOException, InterruptedException {
        for (NetworkSpec spec :
                List.of(TinyNetworks.resNet("resnet20", 2, false), TinyNetworks.mlp(true, false, 6, 8))) {
            Kernels kernels = kernels(library);
            try {
                Network network = TinyNetworks.build(spec, 1, 8, 8, Loss.MSE, kernels, 3);
                Images images = randomImages(11);
                double[] one = gradient(network, images, 1, FeatureDecay.NONE);
                double[] two = gradient(network, images, 2, FeatureDecay.NONE);
                double[] penalized = gradient(network, images, 1, new FeatureDecay(FEATURE_DECAY, 0.0));
                double square = 0;
                double norm = 0;
                for (ParameterRange range : network.parameterRanges()) {
                    if (range.role() == ParameterRange.Role.RUNNING_STATISTIC) {
                        continue; // It moves at every pass.
                    }
                    boolean isBelow = range.role() != ParameterRange.Role.HEAD_WEIGHT;
                    for (int i = range.offset(); i < range.offset() + range.length(); i++) {
                        double added = isBelow ? images.size() * FEATURE_DECAY * (two[i] - 2 * one[i]) / 2 : 0;
                        square += Math.pow(penalized[i] - one[i] - added, 2);
                        norm += added * added;
                    }
                }
                assertThat(norm).isPositive();
                assertThat(Math.sqrt(square / norm)).isLessThan(1e-5);
            } finally {
                kernels.close();
            }
        }
    }

    private static Images randomImages(int size) {
        ImageShape shape = new ImageShape(1, 8, 8);
        byte[] pixels = new byte[size * shape.size()];
        new Random(1).nextBytes(pixels);
        return new Images(shape, pixels, TinyNetworks.labels(size, 8, 2));
    }

    /** The gradient of one step on all images, with the head's weights sI. */
    private static double[] gradient(Network network, Images images, float s, FeatureDecay featureDecay) {
        for (ParameterRange range : network.parameterRanges()) {
            if (range.role() == ParameterRange.Role.HEAD_WEIGHT) {
                float[] weights = new float[range.length()];
                for (int k = 0; k < 8; k++) {
                    weights[9 * k] = s;
                }
                network.parameterVector().write(range.offset(), weights, weights.length);
            }
        }
        TrainingLoop loop = network.trainingLoop(
                images,
                images.size(),
                network.optimizerStep(role -> 0, OptimizerSpec.sgd(null, 0.0, null, null, null), 1),
                featureDecay);
        runEpoch(loop, images.size(), NO_STEP);
        float[] gradient = network.kernels().toFloats(network.gradients());
        return IntStream.range(0, gradient.length).mapToDouble(i -> gradient[i]).toArray();
    }
}
