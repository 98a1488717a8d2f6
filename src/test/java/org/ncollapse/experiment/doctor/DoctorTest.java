package org.ncollapse.experiment.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.data.DatasetStore;
import org.ncollapse.spec.DatasetSpec;
import org.ncollapse.spec.Experiment;
import org.ncollapse.spec.ExperimentReader;

class DoctorTest {

    @TempDir
    private Path folder;

    private final List<CheckResult> findings = new ArrayList<>();
    private final List<ExperimentEstimate> expectations = new ArrayList<>();
    private final DoctorListener listener = new DoctorListener() {
        @Override
        public void stageStarted(String what) {}

        @Override
        public void checkDone(CheckResult finding) {
            findings.add(finding);
        }

        @Override
        public void estimateDone(ExperimentEstimate expectation) {
            expectations.add(expectation);
        }
    };

    private static Experiment experiment(String... settings) {
        return ExperimentReader.read(
                "tiny",
                "{name: tiny, dataset: {name: digits, samplesPerClass: 20}, network: {kind: mlp, widths: [16, 8]}, "
                        + "compute: {threads: 1}}",
                List.of(settings));
    }

    @Test
    void checksThisMachineAndLeavesNoFiles() throws IOException {
        Path datasets = folder.resolve("datasets");
        boolean well = new Doctor(folder.resolve("home"), datasets, listener).run(List.of(experiment()));
        assertThat(findings)
                .extracting(CheckResult::name)
                .contains(
                        "native libraries",
                        "BLAS kernels",
                        "environment",
                        "CPUs",
                        "convolution",
                        "BLAS, float",
                        "BLAS, double",
                        "memory",
                        "data: digits",
                        "disk");
        assertThat(findings)
                .filteredOn(finding -> finding.state() == CheckResult.State.PROBLEM)
                .isEmpty();
        assertThat(well).isTrue();
        assertThat(expectations).singleElement().satisfies(expectation -> {
            assertThat(expectation.onRealData()).isTrue();
            assertThat(expectation.time().totalSeconds()).isPositive().isFinite();
        });
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void unusableExperimentIsProblem() throws IOException {
        Experiment tap = experiment("capture.taps=[penultimate, stage9]");
        Experiment images = experiment("dataset={name: mine, folder: " + folder.resolve("none") + "}");
        assertThat(new Doctor(folder.resolve("home"), folder.resolve("datasets"), listener).run(List.of(tap, images)))
                .isFalse();
        assertThat(expectations).isEmpty();
        assertThat(findings)
                .filteredOn(finding -> finding.state() == CheckResult.State.PROBLEM)
                .extracting(CheckResult::text)
                .anySatisfy(text -> assertThat(text).contains("stage9"))
                .anySatisfy(text -> assertThat(text).contains("none does not exist; expected images as train/CLASS/"));
    }

    @Test
    void missingAndModifiedDatasetsAreWarnings() throws IOException {
        DatasetStore datasets = new DatasetStore(folder);
        DatasetSpec mnist = DatasetSpec.of("mnist");
        CheckResult absent = DatasetCheck.of(mnist, datasets);
        assertThat(absent.state()).isEqualTo(CheckResult.State.WARNING);
        assertThat(absent.text()).startsWith("missing in ");
        assertThat(absent.fix()).contains("ncollapse data fetch mnist");
        Path files = Files.createDirectories(folder.resolve("mnist"));
        for (String file : List.of("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte")) {
            Files.write(files.resolve(file), new byte[] {1, 2, 3});
        }
        assertThat(DatasetCheck.of(mnist, datasets).text())
                .startsWith("incomplete in ")
                .endsWith(": no t10k-labels-idx1-ubyte");
        Files.write(files.resolve("t10k-labels-idx1-ubyte"), new byte[] {1, 2, 3});
        CheckResult other = DatasetCheck.of(mnist, datasets);
        assertThat(other.state()).isEqualTo(CheckResult.State.WARNING);
        assertThat(other.text()).startsWith("not the original");
        assertThat(DatasetCheck.of(DatasetSpec.of("digits"), datasets).state()).isEqualTo(CheckResult.State.OK);
        assertThat(DatasetCheck.of(DatasetSpec.of("nothing"), datasets).state()).isEqualTo(CheckResult.State.PROBLEM);
    }
}
