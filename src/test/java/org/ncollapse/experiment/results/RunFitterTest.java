package org.ncollapse.experiment.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ncollapse.experiment.run.TinyRun;
import org.ncollapse.experiment.simulation.SimulationRun;
import org.ncollapse.experiment.simulation.SimulationRunTest;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.io.BadInputException;
import org.ncollapse.report.table.FitFiles;
import org.ncollapse.spec.ExperimentReader;
import org.ncollapse.spec.SimulationReader;
import org.ncollapse.ufm.fit.FitRow;
import org.ncollapse.ufm.fit.FitRow.Kind;
import org.ncollapse.ufm.fit.UfmFit;

/** Fits a model's own gradient descent, stored as a network's run; the fit must identify the model. */
class RunFitterTest {

    private static final double DECAY = 0.005;

    @TempDir
    private Path home;

    @ParameterizedTest
    @ValueSource(strings = {"extended-linear", "extended-relu"})
    void fitFindsModelAndPenaltyOfSimulation(String kind) throws IOException {
        simulate("""
                model: {kind: %s, classes: 4, samplesPerClass: 20, widths: [12, 12], lambdaW: [0.005], lambdaH: 0.005}
                gradientDescent: {learningRate: 0.1, iterations: 12000, initialStd: 0.4}""".formatted(kind));
        storeAsNetworkRun(80, """
                network: {kind: mlp, widths: [12, 12], hiddenBias: false, headBias: false}
                objective: {loss: mse, weightDecay: 0.005}
                optimizer: {momentum: 0}""");

        UfmFit fit = fit();

        assertThat(fit.rows().stream().map(FitRow::model).distinct())
                .containsExactlyInAnyOrder("plain", "extended-linear", "extended-relu");
        assertThat(last(fit, kind, "lambda_h")).isCloseTo(DECAY, within(0.01 * DECAY));
        assertThat(last(fit, "plain", "lambda_h")).isNotCloseTo(DECAY, within(0.3 * DECAY));
        // Each step uses a batch of all samples.
        assertThat(score(fit, kind, "feature_rate")).isCloseTo(1, within(0.05));
        for (String other : List.of("plain", "extended-linear", "extended-relu")) {
            if (!other.equals(kind)) {
                assertThat(score(fit, other, "rmse")).as(other).isGreaterThan(1.3 * score(fit, kind, "rmse"));
            }
        }
        assertThat(fit.verdict().get(0)).startsWith(kind + " ");
        assertThat(FitFiles.readVerdict(run())).isEqualTo(fit.verdict());
        assertThat(FitFiles.read(run())).isEqualTo(fit.rows());
        assertThat(run().resolve("figures")).isDirectoryContaining("glob:**/ufm-trajectories.png");
    }

    @Test
    void crossEntropyHeadWithBiasHasOwnModel() throws IOException {
        simulate("""
                model: {kind: plain-cross-entropy, classes: 4, samplesPerClass: 20, width: 12, lambdaW: 0.005, lambdaH: 0.005, lambdaB: 0.005}
                gradientDescent: {learningRate: 0.3, iterations: 8000, initialStd: 0.4}""");
        storeAsNetworkRun(80, """
                network: {kind: mlp, widths: [12], headBias: true}
                objective: {loss: cross-entropy, weightDecay: 0.005}
                optimizer: {momentum: 0}""");

        UfmFit fit = fit();

        assertThat(fit.rows().stream().map(FitRow::model).distinct()).containsExactly("plain-cross-entropy");
        assertThat(last(fit, "plain-cross-entropy", "lambda_h")).isCloseTo(DECAY, within(0.01 * DECAY));
        assertThat(fit.verdict())
                .anyMatch(words -> words.startsWith(
                        "extended-relu is not fitted: its closed form is for a bias-free head under MSE"));
    }

    @Test
    void networkWithBatchNormalizationIsNotFitted() throws IOException {
        simulate("""
                model: {kind: extended-linear, classes: 4, samplesPerClass: 20, widths: [12, 12], lambdaW: [0.005], lambdaH: 0.005}
                gradientDescent: {learningRate: 0.1, iterations: 4000, initialStd: 0.4}""");
        storeAsNetworkRun(80, """
                network: {kind: mlp, widths: [12, 12], batchNorm: true}
                objective: {loss: mse, weightDecay: 0.005}""");

        assertThat(fit().verdict())
                .singleElement()
                .asString()
                .startsWith("No model is fitted to this network, as expected: it has batch normalization");
    }

    @Test
    void endOfShortRunIsComparedWithoutTrajectories() throws IOException {
        TinyRun.run(home, "network.batchNorm=false");

        UfmFit fit = RunFitter.fit(new RunFolders(home, "tiny"), doing -> {});

        assertThat(fit.rows().stream().map(FitRow::kind).distinct())
                .containsExactly(Kind.ESTIMATE, Kind.PREDICTION, Kind.MATRIX, Kind.SPECTRUM);
        assertThat(fit.verdict().get(0))
                .startsWith("plain at the end of training, relative errors of its minimum: objective ")
                .contains("at least 8 epochs with zero training error");
        assertThat(fit.verdict()).anyMatch(text -> text.contains("'training.epochsPastZeroError'"));
    }

    @Test
    void rejectsRunWithoutModels() throws IOException {
        TinyRun.run(home, "ufm=[]");

        assertThat(home.resolve("notebooks-export/tiny/ufm.csv")).doesNotExist();
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> RunFitter.fit(new RunFolders(home, "tiny"), doing -> {}))
                .withMessageContaining("has no UFM model to fit");
    }

    @Test
    void namesMissingOrDamagedFile() throws IOException {
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(this::fit)
                .withMessageContaining("made/manifest.json does not exist");
        simulate("""
                model: {kind: plain, classes: 3, samplesPerClass: 4, width: 5, lambdaW: 0.005, lambdaH: 0.005}
                gradientDescent: {learningRate: 0.1, iterations: 50}""");
        Path samples = run().resolve("samples/epoch-0050.npz");
        Files.write(samples, new byte[] {1, 2, 3});
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(this::fit)
                .withMessageContaining(samples.toString());
        Files.delete(samples);
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(this::fit)
                .withMessageContaining(samples.toString());
        Files.writeString(run().resolve("manifest.json"), "{\"name\": 3");
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(this::fit)
                .withMessageContaining("manifest.json is not readable by this version");
    }

    private Path run() {
        return home.resolve("notebooks-export/made");
    }

    private UfmFit fit() throws IOException {
        return RunFitter.fit(new RunFolders(home, "made"), doing -> {});
    }

    private void simulate(String text) throws IOException {
        new SimulationRun(
                        SimulationReader.read("test", "name: made\nrecord: {logSpaced: 60}\n" + text, List.of()),
                        new RunFolders(home, "made"),
                        new SimulationRunTest.Quiet())
                .execute(false);
    }

    /** Replaces the simulation by a network's experiment with one batch of all samples: an epoch is a step. */
    private void storeAsNetworkRun(int samples, String network) throws IOException {
        Path file = run().resolve("manifest.json");
        ObjectNode manifest = (ObjectNode) JsonMapper.builder().build().readTree(file.toFile());
        manifest.remove("simulation");
        manifest.set(
                "experiment",
                ExperimentReader.toJson(ExperimentReader.read("test", """
                name: made
                dataset: {name: mnist}
                training: {batchSize: %d}
                """.formatted(samples) + network, List.of())));
        ObjectNode data = manifest.putObject("data").put("name", "mnist");
        data.set("shape", numbers(1, 28, 28));
        ArrayNode classes = data.putArray("classes");
        IntStream.range(0, 4).forEach(k -> classes.add("class " + k));
        data.set("trainSamplesPerClass", numbers(samples / 4, samples / 4, samples / 4, samples / 4));
        data.set("testSamplesPerClass", numbers(0, 0, 0, 0));
        data.set("mean", numbers(0));
        data.set("std", numbers(1));
        data.putArray("files");
        data.putArray("oodFiles");
        Files.writeString(file, manifest.toString());
    }

    private static ArrayNode numbers(int... values) {
        ArrayNode numbers = JsonNodeFactory.instance.arrayNode();
        IntStream.of(values).forEach(numbers::add);
        return numbers;
    }

    private static double last(UfmFit fit, String model, String quantity) {
        return fit.rows().stream()
                .filter(row -> row.kind() == Kind.ESTIMATE
                        && row.model().equals(model)
                        && row.quantity().equals(quantity))
                .reduce((first, second) -> second)
                .orElseThrow()
                .observed();
    }

    private static double score(UfmFit fit, String model, String quantity) {
        return fit.rows().stream()
                .filter(row -> row.kind() == Kind.SCORE
                        && row.model().equals(model)
                        && row.quantity().equals(quantity))
                .findFirst()
                .orElseThrow()
                .observed();
    }
}
