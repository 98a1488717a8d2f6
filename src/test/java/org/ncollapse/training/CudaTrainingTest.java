package org.ncollapse.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ncollapse.data.Dataset;
import org.ncollapse.data.ImageSplit;
import org.ncollapse.network.Backend;
import org.ncollapse.network.Network;
import org.ncollapse.network.TinyNetworks;
import org.ncollapse.network.kernel.BatchResult;
import org.ncollapse.network.kernel.Kernels;
import org.ncollapse.network.kernel.cuda.CudaKernels;
import org.ncollapse.network.kernel.cuda.EmulatedGpu;
import org.ncollapse.network.kernel.onednn.OneDnnKernels;
import org.ncollapse.spec.ComputeSpec;
import org.ncollapse.spec.Device;
import org.ncollapse.spec.Experiment;
import org.ncollapse.spec.ImageShape;
import org.ncollapse.spec.NetworkSpec;
import org.ncollapse.spec.ObjectiveSpec.Loss;
import org.ncollapse.spec.OptimizerSpec;
import org.ncollapse.spec.TrainingSpec;
import org.ncollapse.stats.FeatureConsumer;

/**
 * Training on the emulated GPU, by captured steps, against training on the CPU: the same weights to begin with, the
 * same order, and rounding errors that have not grown much in a few steps.
 */
class CudaTrainingTest {

    private static final int EPOCHS = 3;
    private static final int CLASSES = 3;

    @BeforeAll
    static void backend() {
        Backend.initialize(Device.CPU, 1);
    }

    static Stream<NetworkSpec> networks() {
        return Stream.of(
                TinyNetworks.mlp(false, true, 10, 7),
                TinyNetworks.mlp(true, false, 12),
                TinyNetworks.resNet("resnet18", 4, true),
                TinyNetworks.resNet("resnet20", 2, false, 6));
    }

    /** What a training run leaves. */
    private record Trained(List<EpochResult> epochs, float[] parameters, float[] features) {}

    @ParameterizedTest
    @MethodSource("networks")
    void agreesWithCpuAndWithItself(NetworkSpec spec) throws IOException, InterruptedException {
        Trained onCpu = train(spec, new OneDnnKernels());
        Trained onGpu = trainOnGpu(spec);
        Trained again = trainOnGpu(spec);

        for (int epoch = 1; epoch < onCpu.epochs().size(); epoch++) {
            assertThat(onGpu.epochs().get(epoch).loss())
                    .isCloseTo(onCpu.epochs().get(epoch).loss(), within(1e-3));
            assertThat(onGpu.epochs().get(epoch).error())
                    .isEqualTo(onCpu.epochs().get(epoch).error());
        }
        assertThat(relativeError(onGpu.parameters(), onCpu.parameters())).isLessThan(1e-4);
        assertThat(relativeError(onGpu.features(), onCpu.features())).isLessThan(1e-3);
        assertThat(again.parameters()).isEqualTo(onGpu.parameters());
        assertThat(again.features()).isEqualTo(onGpu.features());
    }

    /** The check for zero error on the GPU finds the same epoch as the one on the host. */
    @Test
    void zeroErrorIsReachedInSameEpoch() throws IOException, InterruptedException {
        NetworkSpec spec = TinyNetworks.mlp(false, true, 16);
        ImageSplit easy = TinyExperiments.images(45, 3);
        Experiment experiment = experiment(spec, 0.1, 40);
        OptionalInt onCpu = zeroErrorEpoch(train(experiment, easy, new OneDnnKernels()));
        try (CudaKernels kernels = EmulatedGpu.open(ComputeSpec.Precision.FLOAT32)) {
            assertThat(onCpu).isPresent();
            assertThat(zeroErrorEpoch(train(experiment, easy, kernels))).isEqualTo(onCpu);
        }
    }

    private static OptionalInt zeroErrorEpoch(Trained trained) {
        return trained.epochs().get(trained.epochs().size() - 1).zeroErrorEpoch();
    }

    /** One pass over one batch, without the growth of rounding errors from step to step. */
    @ParameterizedTest
    @MethodSource("networks")
    void gradientsAndFeaturesOfOneBatchAgree(NetworkSpec spec) throws IOException, InterruptedException {
        int size = spec instanceof NetworkSpec.Mlp ? 3 : 8;
        int channels = spec instanceof NetworkSpec.Mlp ? 1 : 3;
        int rows = 11;
        float[] images = TinyNetworks.normal(rows * channels * size * size, 1);
        int[] labels = TinyNetworks.labels(rows, CLASSES, 2);
        Kernels cpu = new OneDnnKernels();
        try (CudaKernels gpu = EmulatedGpu.open(ComputeSpec.Precision.FLOAT32)) {
            Network onCpu = TinyNetworks.build(spec, channels, size, CLASSES, Loss.CROSS_ENTROPY, cpu, 1);
            Network onGpu = TinyNetworks.build(spec, channels, size, CLASSES, Loss.CROSS_ENTROPY, gpu, 1);

            BatchResult expected = onCpu.computeGradients(images, labels, rows);
            BatchResult actual = onGpu.computeGradients(images, labels, rows);

            assertThat(actual.lossSum()).isCloseTo(expected.lossSum(), within(1e-5 * expected.lossSum()));
            assertThat(actual.errors()).isEqualTo(expected.errors());
            assertThat(relativeError(gpu.toFloats(onGpu.gradients()), cpu.toFloats(onCpu.gradients())))
                    .isLessThan(2e-5);
            List<String> taps = spec instanceof NetworkSpec.Mlp
                    ? List.of("penultimate", "hidden1")
                    : List.of("penultimate", "stage1.block1", "stem.norm", "stage2.block1.conv1");
            List<float[]> features = onGpu.features(taps, images, rows);
            List<float[]> expectedFeatures = onCpu.features(taps, images, rows);
            for (int tap = 0; tap < taps.size(); tap++) {
                assertThat(relativeError(features.get(tap), expectedFeatures.get(tap)))
                        .isLessThan(1e-5);
            }
        }
    }

    private static double relativeError(float[] actual, float[] expected) {
        double square = 0;
        double norm = 0;
        for (int i = 0; i < expected.length; i++) {
            square += Math.pow((double) actual[i] - expected[i], 2);
            norm += Math.pow(expected[i], 2);
        }
        return Math.sqrt(square / norm);
    }

    private static Trained trainOnGpu(NetworkSpec spec) throws IOException, InterruptedException {
        try (CudaKernels kernels = EmulatedGpu.open(ComputeSpec.Precision.FLOAT32)) {
            return train(spec, kernels);
        }
    }

    private static Trained train(NetworkSpec spec, Kernels kernels) {
        boolean mlp = spec instanceof NetworkSpec.Mlp;
        // Batch normalization over a few samples amplifies rounding errors from step to step; so ResNets take few and
        // small ones.
        return train(
                experiment(spec, mlp ? 0.02 : 0.001, EPOCHS),
                mlp ? images(new ImageShape(1, 3, 3), 84) : images(new ImageShape(3, 8, 8), 20),
                kernels);
    }

    private static Experiment experiment(NetworkSpec spec, double learningRate, int epochs) {
        return TinyExperiments.of(
                spec,
                null,
                OptimizerSpec.sgd(learningRate, 0.9, null, List.of(), null),
                new TrainingSpec(epochs, 8, 1),
                null);
    }

    private static Trained train(Experiment experiment, ImageSplit train, Kernels kernels) {
        Network network = Network.build(
                experiment.network(),
                train.shape(),
                CLASSES,
                experiment.objective().loss(),
                kernels,
                experiment.seed());
        Optimizer optimizer = new Optimizer(network, Objective.of(experiment.objective()), experiment.optimizer(), 1);
        TrainingData data =
                TrainingData.of(new Dataset("tiny", train.shape(), List.of("a", "b", "c"), train, train, List.of()));
        List<EpochResult> epochs = new ArrayList<>();
        TrainingHook recording = new TrainingHook() {
            @Override
            public void trainingStarted(EpochResult initial) {
                epochs.add(initial);
            }

            @Override
            public void epochEnded(EpochResult result) {
                epochs.add(result);
            }
        };
        StopSignal stopSignal = new StopSignal();
        new Trainer(experiment, network, optimizer, data, recording, stopSignal).run(TrainingState.initial());
        List<Float> features = new ArrayList<>();
        FeatureConsumer collecting = (values, labels, rows) -> {
            for (int i = 0; i < rows * network.tapWidth("penultimate"); i++) {
                features.add(values[i]);
            }
        };
        new InferencePass(network, data.standardizer(), stopSignal, experiment.compute())
                .run(train, List.of("penultimate"), List.of(collecting));
        float[] parameters = new float[network.parameterVector().length()];
        network.parameterVector().read(0, parameters, parameters.length);
        float[] allFeatures = new float[features.size()];
        for (int i = 0; i < allFeatures.length; i++) {
            allFeatures[i] = features.get(i);
        }
        return new Trained(epochs, parameters, allFeatures);
    }

    private static ImageSplit images(ImageShape shape, int size) {
        Random random = new Random(3);
        byte[] pixels = new byte[size * shape.size()];
        random.nextBytes(pixels);
        return new ImageSplit(shape, pixels, random.ints(size, 0, CLASSES).toArray());
    }
}
