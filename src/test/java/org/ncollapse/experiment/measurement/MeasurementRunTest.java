package org.ncollapse.experiment.measurement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.ncollapse.capture.MeasurementInput;
import org.ncollapse.capture.SavedSplit;
import org.ncollapse.experiment.results.RunSummary;
import org.ncollapse.experiment.run.ResumeRequest;
import org.ncollapse.experiment.run.RunOutputs;
import org.ncollapse.experiment.store.FeatureProvenance;
import org.ncollapse.experiment.store.Manifest;
import org.ncollapse.experiment.store.MeasurementManifest;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.experiment.store.RunProgress;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.npy.NpzWriter;
import org.ncollapse.spec.ObjectiveSpec.Loss;
import org.ncollapse.spec.RunStatus;
import org.ncollapse.spec.Split;

/** Files, manifest and name of a measurement, and what is rejected before it. */
class MeasurementRunTest extends MeasurementFixture {

    @Test
    void resultsHaveFilesAndManifestOfRun() throws IOException {
        RunFolders folders = measure(Loss.MSE, split(numpy("reference.npz")));
        assertThat(folders.export().toFile().list())
                .containsExactlyInAnyOrder(
                        "manifest.json",
                        "metrics.csv",
                        "epochs.csv",
                        "gram.csv",
                        "logits.csv",
                        "spectra.csv",
                        "samples",
                        "figures",
                        "report.html");
        MeasurementManifest manifest = (MeasurementManifest) Manifest.read(folders.manifest());
        assertThat(manifest.status()).isEqualTo(RunStatus.FINISHED);
        assertThat(manifest.header().parameters()).isEqualTo(48);
        FeatureProvenance.Training expected =
                new FeatureProvenance.Training(List.of(7, 5, 9, 6), 4, 0, 0.01, null, null);
        assertThat(manifest.features().splits())
                .containsExactly(new FeatureProvenance.SplitFeatures(
                        0, "penultimate", Split.TRAIN, 27, 12, "<f8", true, false, 0.01, expected));
        FeatureProvenance.File file = manifest.features().files().get(0);
        assertThat(file.bytes()).isEqualTo(Files.size(given.resolve("reference.npz")));
        assertThat(file.sha256()).hasSize(64);
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> ResumeRequest.read(folders, List.of()))
                .withMessageContaining("ncollapse measure");
    }

    @Test
    void rejectsUsedName() throws IOException {
        RunFolders folders = measure(Loss.MSE, split(numpy("reference.npz")));
        Map<String, String> before = RunOutputs.contents(home);
        MeasurementInput set = MeasurementInput.of(List.of(split(given.resolve("reference.npz"))));
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> new MeasurementRun(set, Loss.MSE, false, folders, new Quiet()).execute(false))
                .withMessageContaining("--overwrite")
                .withMessageContaining("--name");
        assertThat(RunOutputs.contents(home)).isEqualTo(before);
    }

    /** The manifest says that it is running, no process has the lock, and a table ends within a row. */
    @Test
    void killedMeasurementIsRepeatedByTheSameCommand() throws IOException {
        RunFolders folders = measure(Loss.MSE, split(numpy("reference.npz")));
        Path metrics = folders.export().resolve("metrics.csv");
        byte[] complete = Files.readAllBytes(metrics);
        Files.write(metrics, Arrays.copyOf(complete, complete.length - 9));
        Manifest.read(folders.manifest())
                .withEnd(RunStatus.RUNNING, null, RunProgress.NONE)
                .write(folders.manifest());
        assertThat(RunSummary.read(folders).nextCommand()).contains("ncollapse measure");
        MeasurementInput set = MeasurementInput.of(List.of(split(given.resolve("reference.npz"))));

        new MeasurementRun(set, Loss.MSE, false, folders, new Quiet()).execute(false);

        assertThat(Files.readAllBytes(metrics)).isEqualTo(complete);
        assertThat(Manifest.read(folders.manifest()).status()).isEqualTo(RunStatus.FINISHED);
    }

    @Test
    void rejectsNanBeforeAnythingIsWritten() throws IOException {
        double[] features = new double[40_000 * 12];
        Arrays.setAll(features, i -> i % 7);
        features[33_333 * 12 + 5] = Double.NaN;
        Path file = given.resolve("nan.npz");
        try (NpzWriter npz = new NpzWriter(file)) {
            npz.write("features", features, 40_000, 12);
            npz.write("labels", IntStream.range(0, 40_000).map(i -> i % 2).toArray(), 40_000);
            npz.commit();
        }
        SavedSplit split = split(file);
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> measure(Loss.MSE, split))
                .withMessageContaining("NaN at row 33333, column 5")
                .withMessageContaining("isfinite");
        assertThat(home.toFile().list()).containsExactly("given");
    }
}
