package org.ncollapse.experiment.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ncollapse.io.BadInputException;
import org.ncollapse.training.DivergedException;
import org.ncollapse.training.EpochResult;

class ExperimentRunTest {

    private static final String FEW_EPOCHS = "training.epochs=2";

    @TempDir
    private Path home;

    private Path export() {
        return home.resolve("notebooks-export/tiny");
    }

    private JsonNode manifest() throws IOException {
        return new ObjectMapper().readTree(export().resolve("manifest.json").toFile());
    }

    @Test
    void sameSeedGivesSameBytes() throws IOException {
        Path same = home.resolve("same");
        Path again = home.resolve("again");
        Path other = home.resolve("other");
        TinyRun.run(same, "training.epochs=4");
        TinyRun.run(again, "training.epochs=4");
        TinyRun.run(other, "training.epochs=4", "seed=2");

        Map<String, String> first = RunOutputs.contents(same.resolve("notebooks-export"));
        Map<String, String> second = RunOutputs.contents(again.resolve("notebooks-export"));
        assertThat(first).hasSameSizeAs(second);
        first.forEach((name, bytes) -> {
            if (name.endsWith(".csv") || name.endsWith(".npz")) {
                assertThat(second.get(name).equals(bytes)).as(name).isTrue();
            }
        });
        assertThat(RunOutputs.parameters(again, "tiny")).isEqualTo(RunOutputs.parameters(same, "tiny"));

        assertThat(RunOutputs.contents(other.resolve("notebooks-export")).get("tiny/metrics.csv"))
                .isNotEqualTo(first.get("tiny/metrics.csv"));
        assertThat(RunOutputs.parameters(other, "tiny")).isNotEqualTo(RunOutputs.parameters(same, "tiny"));
    }

    @Test
    void rejectsUsedNameUnlessOverwritten() throws IOException {
        TinyRun.run(home, FEW_EPOCHS);
        Files.writeString(export().resolve("note-to-myself.txt"), "keep me");
        Map<String, String> before = RunOutputs.contents(home);
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> TinyRun.run(home, FEW_EPOCHS, "seed=2"))
                .withMessageContaining("'tiny'")
                .withMessageContaining("--overwrite")
                .withMessageContaining("--set name=");
        assertThat(RunOutputs.contents(home)).isEqualTo(before);

        TinyRun.run(home, true, new TinyRun.Quiet(), FEW_EPOCHS, "seed=2");
        assertThat(export().resolve("note-to-myself.txt")).doesNotExist();
        assertThat(manifest().at("/experiment/seed").asInt()).isEqualTo(2);
    }

    @Test
    void rejectsNameOfExistingModel() throws IOException {
        Files.createDirectories(home.resolve("models"));
        Files.writeString(home.resolve("models/tiny.zip"), "precious");
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> TinyRun.run(home, FEW_EPOCHS))
                .withMessageContaining("tiny.zip");
        assertThat(RunOutputs.contents(home)).containsExactly(Map.entry("models/tiny.zip", "precious"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            capture.taps=[penultimate, hidden7] | hidden7
            capture.taps=[penultimate, image]   | image
            dataset.samplesPerClass=[20, 20]           | samplesPerClass
            dataset.name=imagenet               | imagenet
            dataset.folder=nowhere              | nowhere
            capture.oodDataset=imagenet                | imagenet
            """)
    void rejectsUnusableExperimentBeforeWriting(String override, String named) throws IOException {
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> TinyRun.run(home, override))
                .withMessageContaining(named)
                .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1));
        assertThat(home).isEmptyDirectory();
    }

    @Test
    void divergedRunKeepsResultsAndMessage() throws IOException {
        assertThatExceptionOfType(DivergedException.class)
                .isThrownBy(() -> TinyRun.run(home, "optimizer.learningRate=1e6", "network.batchNorm=false"))
                .withMessageContaining("optimizer.learningRate")
                .satisfies(e -> assertThat(manifest().get("message").asText()).isEqualTo(e.getMessage()));
        assertThat(manifest().get("status").asText()).isEqualTo("diverged");
        assertThat(TinyRun.rows(export().resolve("metrics.csv")))
                .hasSize(4)
                .allMatch(row -> row.get("epoch").equals("0"));
        assertThat(export().resolve("figures/collapse.png")).isNotEmptyFile();
        assertThat(home.resolve("models")).doesNotExist();
        assertThat(home.resolve("checkpoints/tiny").toFile().list()).containsExactly("lock");
    }

    @Test
    void failedRunIsRecordedAndThrows() throws IOException {
        RunListener failing = new TinyRun.Quiet() {
            @Override
            public void stepEnded(int epoch, int step, int steps) {
                throw new IllegalStateException("a hook failed");
            }
        };
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> TinyRun.run(home, false, failing))
                .withMessage("a hook failed");
        assertThat(manifest().get("status").asText()).isEqualTo("failed");
        assertThat(manifest().get("message").asText()).contains("a hook failed");
        assertThat(manifest().at("/progress/epochs").asInt()).isZero();
    }

    @Test
    void recordsOutOfMemoryError() throws IOException {
        RunListener blocking = new TinyRun.Quiet() {
            @Override
            public void trainingStarted(EpochResult initial) {
                throw new OutOfMemoryError("Java heap space");
            }
        };
        assertThatExceptionOfType(OutOfMemoryError.class)
                .isThrownBy(() -> TinyRun.run(home, false, blocking))
                .withMessage("Java heap space");
        assertThat(manifest().get("status").asText()).isEqualTo("failed");
    }
}
