package org.ncollapse.experiment.measurement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.ncollapse.capture.SavedSplit;
import org.ncollapse.experiment.results.RunFitter;
import org.ncollapse.experiment.simulation.SimulationRun;
import org.ncollapse.experiment.simulation.SimulationRunTest;
import org.ncollapse.experiment.store.Manifest;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.npy.NpyReader;
import org.ncollapse.io.npy.NpzReader;
import org.ncollapse.io.npy.NpzWriter;
import org.ncollapse.spec.ObjectiveSpec.Loss;
import org.ncollapse.spec.RunStatus;
import org.ncollapse.spec.SimulationReader;
import org.ncollapse.ufm.fit.FitRow;
import org.ncollapse.ufm.fit.FitRow.Kind;
import org.ncollapse.ufm.fit.UfmFit;

/** Fits the models to saved features. */
class MeasuredFitTest extends MeasurementFixture {

    private static final int CLASSES = 4;
    private static final int SAMPLES = 50;
    private static final int WIDTH = 6;
    private static final double HEAD_DECAY = .01;
    private static final double FEATURE_DECAY = .001;
    private static final double C = CLASSES * Math.sqrt(SAMPLES * HEAD_DECAY * FEATURE_DECAY);

    /** Features at the minimizer (Tirer and Bruna 2022, Theorem 3.1): H̄ an orthogonal frame, W = √(nλ_H/λ_W) H̄ᵀ. */
    @Test
    void minimizerOfKnownPenaltyIsReproduced() throws IOException {
        RunFolders folders = measure(Loss.MSE, split(minimizer(1, HEAD_DECAY, FEATURE_DECAY)));
        UfmFit fit = RunFitter.refit(folders, stage -> {});
        List<FitRow> predictions =
                fit.rows().stream().filter(row -> row.kind() == Kind.PREDICTION).toList();
        assertThat(predictions)
                .extracting(FitRow::quantity)
                .contains("objective", "logits", "class_mean_gram", "weight_gram", "squared_norm");
        assertThat(predictions)
                .allSatisfy(row ->
                        assertThat(row.relativeError()).as(row.quantity()).isLessThan(1e-12));
        assertThat(value(fit, "objective").observed()).isCloseTo(C * C / 2 + C * (1 - C), within(1e-12));
        assertThat(value(fit, "class_mean_norms").observed())
                .isCloseTo(
                        Math.sqrt(CLASSES * (1 - C) * Math.sqrt(HEAD_DECAY / (SAMPLES * FEATURE_DECAY))),
                        within(1e-12));
        assertThat(fit.verdict().get(0))
                .startsWith("plain at the end of training, relative errors of its minimum: objective ")
                .contains("at least 8 epochs with zero training error");
        assertThat(fit.verdict()).noneMatch(text -> text.contains("not stationary"));
        assertThat(fit.verdict()).anyMatch(text -> text.contains("'learning_rates' and 'steps'"));
        assertThat(Files.readString(folders.report())).contains("plain at the end of training");
    }

    @Test
    void doubledHeadIsNotStationary() throws IOException {
        UfmFit fit = RunFitter.refit(measure(Loss.MSE, split(minimizer(1.5, HEAD_DECAY, FEATURE_DECAY))), stage -> {});
        assertThat(fit.verdict())
                .anyMatch(text -> text.startsWith("The head is not stationary for these features")
                        && text.contains("batch normalization"));
    }

    @Test
    void filesWithoutHeadOrDecayNameTheArrays() throws IOException {
        assertRejected(minimizer(1, 0, FEATURE_DECAY), "the array 'weight_decay'");
        Path file = given.resolve("without-head.npz");
        try (NpzWriter npz = new NpzWriter(file)) {
            npz.write("features", new double[] {1, 0, 0, 1.5, 2, 0, 0, 1}, 4, 2);
            npz.write("labels", new int[] {0, 1, 0, 1}, 4);
            npz.commit();
        }
        assertRejected(file, "save the arrays 'weights' (K x d)");
        try (NpzWriter npz = new NpzWriter(file)) {
            npz.write("features", new double[] {1, 0, 0, 1.5, 2, 0, 0, 1}, 4, 2);
            npz.write("labels", new int[] {0, 1, 0, 1}, 4);
            npz.write("weights", new double[] {1, 0}, 2);
            npz.write("weight_decay", new double[] {.1});
            npz.commit();
        }
        assertRejected(file, "the head has 1 row and 2 classes have samples");
    }

    @Test
    void interruptedFitLeavesFinishedMeasurement() throws IOException {
        RunFolders folders = measure(Loss.MSE, split(minimizer(1, HEAD_DECAY, FEATURE_DECAY)));
        byte[] page = Files.readAllBytes(folders.report());
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> RunFitter.refit(folders, stage -> {
                    throw new UncheckedIOException(new IOException("the disk is full"));
                }));
        assertThat(Manifest.read(folders.manifest()).status()).isEqualTo(RunStatus.FINISHED);
        assertThat(folders.report()).hasBinaryContent(page);
        RunFitter.refit(folders, stage -> {});
        assertThat(Files.readString(folders.report())).contains("plain at the end of training");
    }

    private void assertRejected(Path file, String message) throws IOException {
        RunFolders folders = measure(Loss.MSE, split(file));
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> RunFitter.refit(folders, stage -> {}))
                .withMessageContaining(message)
                .withMessageContaining("manifest.json: ");
        assertThat(folders.export().resolve("ufm.csv")).doesNotExist();
    }

    /** A model's own gradient descent, fitted from the run's files and from saved features of all its samples. */
    @Test
    void savedFeaturesOfSimulationGiveItsFit() throws IOException {
        RunFolders run = new RunFolders(home, "made");
        new SimulationRun(SimulationReader.read("test", """
                        name: made
                        record: {logSpaced: 24}
                        model: {kind: extended-linear, classes: 3, samplesPerClass: 4, widths: [4, 4], lambdaW: [0.005], lambdaH: 0.005}
                        gradientDescent: {learningRate: 0.1, iterations: 3000, initialStd: 0.4}""", List.of()), run, new SimulationRunTest.Quiet())
                .execute(false);
        UfmFit expected = RunFitter.refit(run, stage -> {});

        List<SavedSplit> splits = new ArrayList<>();
        try (Stream<Path> files = Files.list(run.export().resolve("samples"))) {
            for (Path file : files.filter(path -> path.getFileName().toString().startsWith("epoch"))
                    .sorted()
                    .toList()) {
                int epoch = Integer.parseInt(file.getFileName().toString().replaceAll("\\D", ""));
                splits.add(split(saved(file, epoch, "penultimate")));
                splits.add(split(saved(file, epoch, "previous")));
            }
        }
        UfmFit fit = RunFitter.refit(measure(Loss.MSE, splits.toArray(SavedSplit[]::new)), stage -> {});

        assertThat(fit.rows()).hasSameSizeAs(expected.rows());
        for (int i = 0; i < fit.rows().size(); i++) {
            FitRow row = fit.rows().get(i);
            FitRow truth = expected.rows().get(i);
            assertThat(row.quantity()).isEqualTo(truth.quantity());
            assertThat(row.epoch()).isEqualTo(truth.epoch());
            if (row.kind() != Kind.SCORE && Double.isFinite(truth.observed())) {
                assertThat(row.observed())
                        .as(row.toString())
                        .isCloseTo(truth.observed(), within(1e-6 * Math.abs(truth.observed()) + 1e-9));
            }
        }
        double rate = score(expected, "feature_rate");
        assertThat(score(fit, "feature_rate")).isCloseTo(rate, within(1e-3 * rate));
        assertThat(rate).isCloseTo(1, within(.05));
        assertThat(fit.verdict().get(0)).startsWith("extended-linear describes how collapse proceeds");
    }

    /** The features at one tap of a simulation's samples, with constant learning rates of .1. */
    private Path saved(Path samples, int epoch, String tap) throws IOException {
        Path file = given.resolve("epoch-%04d-%s-train.npz".formatted(epoch, tap));
        try (NpzReader npz = NpzReader.open(samples);
                NpzWriter saved = new NpzWriter(file)) {
            copy(npz, tap, saved, "features");
            copy(npz, "labels", saved, "labels");
            if (tap.equals("penultimate")) {
                copy(npz, "weights", saved, "weights");
                copy(npz, "hidden_weights", saved, "hidden_weights");
                saved.write("weight_decay", new double[] {.005});
                double[] rates = new double[Math.min(epoch, 5)];
                Arrays.fill(rates, .05);
                saved.write("learning_rates", rates, rates.length);
                saved.write("steps", new int[] {epoch}, 1);
                saved.write("momentum", new double[] {.5}, 1);
            }
            saved.commit();
        }
        return file;
    }

    private static void copy(NpzReader from, String name, NpzWriter to, String newName) throws IOException {
        try (NpyReader array = from.openArray(name)) {
            long[] shape =
                    array.header().shape().stream().mapToLong(Long::longValue).toArray();
            to.write(newName, array.readDoubles(), shape);
        }
    }

    /** @param headFactor the factor of the minimizer's head */
    private Path minimizer(double headFactor, double headDecay, double featureDecay) throws IOException {
        double mean = Math.sqrt((1 - C) * Math.sqrt(HEAD_DECAY / (SAMPLES * FEATURE_DECAY)));
        double[] features = new double[CLASSES * SAMPLES * WIDTH];
        int[] labels = new int[CLASSES * SAMPLES];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = i % CLASSES;
            features[i * WIDTH + labels[i]] = mean;
        }
        double[] weights = new double[CLASSES * WIDTH];
        for (int k = 0; k < CLASSES; k++) {
            weights[k * WIDTH + k] = headFactor * Math.sqrt(SAMPLES * FEATURE_DECAY / HEAD_DECAY) * mean;
        }
        Path file = given.resolve("minimizer.npz");
        try (NpzWriter npz = new NpzWriter(file)) {
            npz.write("features", features, labels.length, WIDTH);
            npz.write("labels", labels, labels.length);
            npz.write("weights", weights, CLASSES, WIDTH);
            npz.write("weight_decay", new double[] {headDecay});
            npz.write("feature_decay", new double[] {featureDecay}, 1);
            npz.commit();
        }
        return file;
    }

    private static FitRow value(UfmFit fit, String quantity) {
        return fit.rows().stream()
                .filter(row -> row.kind() == Kind.PREDICTION && row.quantity().equals(quantity))
                .findFirst()
                .orElseThrow();
    }

    private static double score(UfmFit fit, String quantity) {
        return fit.rows().stream()
                .filter(row ->
                        row.model().equals("extended-linear") && row.quantity().equals(quantity))
                .findFirst()
                .orElseThrow()
                .observed();
    }
}
