package org.ncollapse.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ncollapse.io.BadInputException;
import org.ncollapse.spec.ObjectiveSpec.Loss;
import org.ncollapse.spec.OptimizerSpec.Schedule;

class ExperimentReaderTest {

    @Test
    void readsEveryKey() {
        assertThat(ExperimentText.read(ExperimentText.FULL))
                .isEqualTo(new Experiment(
                        "full-1.0_b",
                        "two\nlines, 'quotes' and é",
                        -7L,
                        new DatasetSpec("my-images", "some/where", List.of(30, 20, 0, 5), true),
                        new NetworkSpec.ResNet(
                                NetworkKind.RESNET20,
                                8,
                                List.of(64, 32),
                                false,
                                true,
                                Path.of("start.safetensors").toAbsolutePath().toString()),
                        new ObjectiveSpec(
                                Loss.CROSS_ENTROPY,
                                new WeightDecay(1e-3, 0.0, 2e-4, 3e-4),
                                new FeatureDecay(4e-4, 0.0)),
                        OptimizerSpec.sgd(
                                0.125,
                                0.0,
                                Schedule.MULTISTEP,
                                List.of(new Fraction(1, 2), new Fraction(75, 100)),
                                0.2),
                        new TrainingSpec(300, 32, 50),
                        new CheckpointSpec(7, 0.5, 3),
                        new ComputeSpec(null, 3, ComputeSpec.KernelLibrary.ND4J),
                        new CaptureSpec(
                                List.of("penultimate", "stage1.block1"),
                                new CaptureSpec.EpochSchedule(4, 0),
                                SavedEpochs.of(List.of("last", "zeroError", "12")),
                                "mnist",
                                false),
                        List.of(UfmModelName.EXTENDED_RELU, UfmModelName.PLAIN)));
    }

    @Test
    void omittedKeysHaveDefaults() {
        Experiment minimal = ExperimentText.read(ExperimentText.MINIMAL);
        assertThat(minimal.notes()).isEmpty();
        assertThat(minimal.seed()).isEqualTo(1);
        assertThat(minimal.dataset().samplesPerClass()).isEmpty();
        assertThat(minimal.dataset().folder()).isNull();
        assertThat(minimal.network())
                .isEqualTo(new NetworkSpec.Mlp(NetworkKind.MLP, List.of(512, 512, 512), false, true, false, null));
        assertThat(minimal.objective().loss()).isEqualTo(Loss.MSE);
        assertThat(minimal.objective().weightDecay()).isEqualTo(WeightDecay.uniform(5e-4));
        assertThat(minimal.optimizer().learningRate()).isEqualTo(0.05);
        assertThat(minimal.optimizer().momentum()).isEqualTo(0.9);
        assertThat(minimal.optimizer().schedule()).isEqualTo(Schedule.MULTISTEP);
        assertThat(minimal.optimizer().milestones()).hasToString("[1/3, 2/3]");
        assertThat(minimal.optimizer().gamma()).isEqualTo(0.1);
        assertThat(minimal.training()).isEqualTo(new TrainingSpec(200, 128, null));
        assertThat(minimal.checkpoint()).isEqualTo(new CheckpointSpec(10, 10.0, 2));
        assertThat(minimal.compute().device()).isEqualTo(Device.CPU);
        assertThat(minimal.compute().threads()).isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(minimal.compute().kernels()).isEqualTo(ComputeSpec.KernelLibrary.ONEDNN);
        assertThat(minimal.capture())
                .isEqualTo(new CaptureSpec(
                        List.of("penultimate"),
                        new CaptureSpec.EpochSchedule(20, 60),
                        SavedEpochs.of(List.of()),
                        null,
                        false));
        assertThat(minimal.ufm())
                .containsExactly(UfmModelName.PLAIN, UfmModelName.EXTENDED_LINEAR, UfmModelName.EXTENDED_RELU);
    }

    @Test
    void gpuUsesNd4jKernelsByDefault() {
        ComputeSpec gpu = ExperimentText.read(ExperimentText.MINIMAL, "compute.device=cuda:1")
                .compute();
        assertThat(gpu.device()).isEqualTo(new Device(1));
        assertThat(gpu.kernels()).isEqualTo(ComputeSpec.KernelLibrary.CUDA);
        assertThat(gpu.precision()).isEqualTo(ComputeSpec.Precision.FLOAT32);
        assertThat(ExperimentText.read(ExperimentText.MINIMAL, "compute={device: cuda:0, kernels: nd4j}")
                        .compute()
                        .device()
                        .cudaIndex())
                .isZero();
        assertThat(ExperimentText.read(ExperimentText.MINIMAL, "compute={device: cpu, kernels: nd4j}")
                        .compute()
                        .kernels())
                .isEqualTo(ComputeSpec.KernelLibrary.ND4J);
    }

    @Test
    void deviceSurvivesJsonAndDefaultsToCpu() {
        ObjectNode json = ExperimentReader.toJson(ExperimentText.read(ExperimentText.MINIMAL, "compute.device=cuda:1"));
        assertThat(json.at("/compute/device").asText()).isEqualTo("cuda:1");
        assertThat(ExperimentReader.fromJson("manifest", json).compute().device())
                .isEqualTo(new Device(1));
        ObjectNode withoutDevice = ExperimentReader.toJson(ExperimentText.read(ExperimentText.MINIMAL));
        ((ObjectNode) withoutDevice.get("compute")).remove("device");
        assertThat(ExperimentReader.fromJson("manifest", withoutDevice))
                .isEqualTo(ExperimentText.read(ExperimentText.MINIMAL));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "training:",
                "training: ~",
                "training: {}",
                "training: {epochs: }",
                "objective: {weightDecay: ~}",
                "capture: {epochs: {}}"
            })
    void emptySectionsAndKeysHaveDefaults(String line) {
        assertThat(ExperimentText.read(ExperimentText.MINIMAL + line))
                .isEqualTo(ExperimentText.read(ExperimentText.MINIMAL));
    }

    @Test
    void resNetsHaveTheWidthsOfTheirPapers() {
        assertThat(network("resnet18"))
                .isEqualTo(new NetworkSpec.ResNet(NetworkKind.RESNET18, 64, List.of(), true, false, null));
        assertThat(network("resnet56"))
                .isEqualTo(new NetworkSpec.ResNet(NetworkKind.RESNET56, 16, List.of(), true, false, null));
    }

    private static NetworkSpec network(String kind) {
        return ExperimentText.read(ExperimentText.MINIMAL, "network.kind=" + kind)
                .network();
    }

    @Test
    void weightDecayIsOneNumberOrASection() {
        assertThat(weightDecay("5e-4")).isEqualTo(new WeightDecay(5e-4, 5e-4, 5e-4, 5e-4));
        assertThat(weightDecay("0")).isEqualTo(WeightDecay.uniform(0));
        assertThat(weightDecay("{weights: 1e-3}")).isEqualTo(new WeightDecay(1e-3, 0.0, 0.0, 1e-3));
        assertThat(weightDecay("{head: 1e-3, biases: 2e-3}")).isEqualTo(new WeightDecay(0.0, 2e-3, 0.0, 1e-3));
    }

    @Test
    void featureDecayIsThatOfOneLayer() {
        assertThat(ExperimentText.read(ExperimentText.MINIMAL).objective().featureDecay())
                .isEqualTo(FeatureDecay.NONE);
        assertThat(featureDecay("2e-4")).isEqualTo(new FeatureDecay(2e-4, 0.0));
        assertThat(featureDecay("{penultimate: 2e-4}")).isEqualTo(new FeatureDecay(2e-4, 0.0));
        FeatureDecay previous = featureDecay("{previous: 3e-4}");
        assertThat(previous).isEqualTo(new FeatureDecay(0.0, 3e-4));
        assertThat(previous.lambda()).isEqualTo(3e-4);
        assertThat(previous.tap()).isEqualTo("previous");
    }

    private static FeatureDecay featureDecay(String value) {
        return ExperimentText.read(
                        ExperimentText.MINIMAL,
                        "objective.featureDecay=" + value,
                        "capture.taps=[penultimate, previous]")
                .objective()
                .featureDecay();
    }

    private static WeightDecay weightDecay(String value) {
        return ExperimentText.read(ExperimentText.MINIMAL, "objective.weightDecay=" + value)
                .objective()
                .weightDecay();
    }

    @Test
    void samplesPerClassIsOneNumberOrAList() {
        assertThat(ExperimentText.read(ExperimentText.MINIMAL, "dataset.samplesPerClass=20")
                        .dataset()
                        .samplesPerClass())
                .containsExactly(20);
        assertThat(ExperimentText.read(ExperimentText.MINIMAL, "dataset.samplesPerClass=[3, 0, 2]")
                        .dataset()
                        .samplesPerClass())
                .containsExactly(3, 0, 2);
    }

    @Test
    void cosineScheduleHasNoMilestones() {
        OptimizerSpec optimizer = ExperimentText.read(ExperimentText.MINIMAL, "optimizer.schedule=cosine")
                .optimizer();
        assertThat(optimizer.milestones()).isEmpty();
        assertThat(optimizer.gamma()).isNull();
    }

    @Test
    void adaptiveOptimizersHavePyTorchsDefaults() {
        OptimizerSpec adam = ExperimentText.read(ExperimentText.MINIMAL, "optimizer.kind=adam")
                .optimizer();
        assertThat(adam.learningRate()).isEqualTo(1e-3);
        assertThat(adam.betas()).containsExactly(0.9, 0.999);
        assertThat(adam.epsilon()).isEqualTo(1e-8);
        assertThat(adam.momentum()).isNull();
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> ExperimentText.read(ExperimentText.MINIMAL, "optimizer={kind: adamw, momentum: 0.9}"))
                .withMessageContainingAll("momentum", "0.9", "no value with kind: adamw");
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> ExperimentText.read(ExperimentText.MINIMAL, "optimizer.betas=[0.9]"))
                .withMessageContainingAll("betas", "no value with kind: sgd");
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(
                        () -> ExperimentText.read(ExperimentText.MINIMAL, "optimizer={kind: adam, betas: [0.9, 1]}"))
                .withMessageContainingAll("betas", "two numbers from 0 to below 1");
    }

    @Test
    void oneThirdOf300EpochsIs100() {
        assertThat(new Fraction(1, 3).floorOf(300)).isEqualTo(100);
        assertThat(new Fraction(2, 3).floorOf(200)).isEqualTo(133);
        assertThat(Fraction.parse(".29").floorOf(100)).isEqualTo(29);
        assertThat(Fraction.parse("999999998 / 999999999").floorOf(Integer.MAX_VALUE))
                .isEqualTo(2147483644);
    }

    @Test
    void overrideReplacesValueOrSectionOrCreatesSection() {
        assertThat(ExperimentText.read(ExperimentText.FULL, "training.epochs=10")
                        .training())
                .isEqualTo(new TrainingSpec(10, 32, 50));
        assertThat(ExperimentText.read(ExperimentText.MINIMAL, "capture.epochs.first=3")
                        .capture()
                        .epochs())
                .isEqualTo(new CaptureSpec.EpochSchedule(3, null));
        assertThat(ExperimentText.read(ExperimentText.FULL, "training={epochs: 10}")
                        .training())
                .isEqualTo(new TrainingSpec(10, null, null));
        assertThat(ExperimentText.read(ExperimentText.FULL, "training.epochsPastZeroError=")
                        .training()
                        .epochsPastZeroError())
                .isNull();
        assertThat(ExperimentText.read(ExperimentText.MINIMAL, "notes=a=b").notes())
                .isEqualTo("a=b");
        assertThat(ExperimentText.read(ExperimentText.MINIMAL, "seed=4", " seed = 5 ")
                        .seed())
                .isEqualTo(5);
    }

    static Stream<String> validTexts() {
        return Stream.of(
                ExperimentText.MINIMAL,
                ExperimentText.FULL,
                ExperimentText.MINIMAL + "optimizer: {schedule: cosine}",
                ExperimentText.MINIMAL + "optimizer: {kind: adamw, betas: [0.8, 0.99]}",
                ExperimentText.MINIMAL + "objective: {weightDecay: 1e-17}\nseed: 9223372036854775807");
    }

    @ParameterizedTest
    @MethodSource("validTexts")
    void experimentsSurviveJson(String text) {
        Experiment experiment = ExperimentText.read(text);
        assertThat(ExperimentText.read(ExperimentReader.toJson(experiment).toPrettyString()))
                .isEqualTo(experiment);
    }

    static List<Path> bundledFiles() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("experiments"))) {
            // The others of the paper are files of simulations.
            return files.filter(
                            file -> file.toString().matches("experiments/([^/]+|paper/(figure|appendix)[^/]+)\\.yaml"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("bundledFiles")
    void bundledExperimentsAreNamedAfterTheirFiles(Path file) throws IOException {
        Experiment experiment = ExperimentReader.read(file.toString(), Files.readString(file), List.of());
        assertThat(file.getFileName()).hasToString(experiment.name() + ".yaml");
        assertThat(experiment.notes()).isNotBlank();
    }
}
