package org.ncollapse.experiment.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.Folders;
import org.ncollapse.training.EpochResult;
import org.ncollapse.training.StopSignal;

/** A resumed run leaves the same results as an uninterrupted one. */
class ResumeTest {

    private static final String[] MLP = {
        "training.epochs=6",
        "training.epochsPastZeroError=50",
        "checkpoint.everyEpochs=2",
        "capture.epochs.first=6",
        "objective.featureDecay=1e-4"
    };
    private static final String RESNET = "network={kind: resnet20, width: 2, hiddenWidths: [8]}";

    @TempDir
    private static Path once;

    @TempDir
    private Path home;

    @BeforeAll
    static void runUninterrupted() throws IOException {
        TinyRun.run(once.resolve("mlp"), MLP);
    }

    private static String[] and(String... more) {
        return Stream.concat(Stream.of(MLP), Stream.of(more)).toArray(String[]::new);
    }

    /** Requests a stop at a step. */
    private static RunListener at(int epoch, int step, StopSignal interruption) {
        return new TinyRun.Quiet() {
            @Override
            public void stepEnded(int e, int s, int steps) {
                if (e == epoch && s == step) {
                    interruption.request();
                }
            }
        };
    }

    private JsonNode manifest() throws IOException {
        return new ObjectMapper()
                .readTree(home.resolve("notebooks-export/tiny/manifest.json").toFile());
    }

    private void interrupt(int epoch, int step, String... settings) {
        StopSignal interruption = new StopSignal();
        assertThatExceptionOfType(InterruptedRunException.class)
                .isThrownBy(() -> TinyRun.run(home, false, at(epoch, step, interruption), interruption, settings))
                .withMessageContaining("ncollapse resume tiny");
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 7", "2, 3", "3, 7", "4, 1", "6, 7"})
    void resumedRunHasSameBytes(int epoch, int step) throws IOException {
        interrupt(epoch, step, MLP);
        assertThat(manifest().get("status").asText()).isEqualTo("interrupted");

        TinyRun.resume(home);

        RunOutputs.assertSame(home, once.resolve("mlp"), "tiny");
        JsonNode interruption = manifest().get("interruptions").get(0);
        assertThat(interruption.get("epoch").asInt()).isEqualTo(epoch);
        assertThat(interruption.get("step").asInt()).isEqualTo(step);
        assertThat(interruption.get("cause").asText())
                .startsWith("interrupted in epoch " + epoch + " after step " + step);
        assertThat(interruption.get("ended").asText()).isNotEmpty();
        assertThat(manifest().get("interruptions")).hasSize(1);
        assertThat(manifest().get("status").asText()).isEqualTo("finished");
        assertThat(manifest().at("/progress/epochs").asInt()).isEqualTo(6);
    }

    @ParameterizedTest
    @ValueSource(strings = {RESNET, "compute.kernels=nd4j", "optimizer={kind: adamw, learningRate: 0.01}"})
    void resumedRunHasSameBytesForEveryNetworkAndOptimizer(String setting) throws IOException {
        TinyRun.run(home.resolve("whole"), and(setting));
        interrupt(4, 3, and(setting));
        TinyRun.resume(home);
        RunOutputs.assertSame(home, home.resolve("whole"), "tiny");
    }

    /** The tables already have all rows after the last checkpoint, and half a row. */
    @Test
    void crashedRunResumesWithoutDuplicateRows() throws IOException {
        RunListener dying = new TinyRun.Quiet() {
            @Override
            public void stepEnded(int epoch, int step, int steps) {
                if (epoch == 6) {
                    throw new IllegalStateException("as good as dead");
                }
            }
        };
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> TinyRun.run(home, false, dying, MLP));
        Path export = home.resolve("notebooks-export/tiny");
        assertThat(TinyRun.rows(export.resolve("epochs.csv"))).hasSize(5);
        Files.writeString(export.resolve("metrics.csv"), "5,penultimate,tr", StandardOpenOption.APPEND);
        Files.writeString(export.resolve("samples/epoch-0006.npz.part"), "half");

        TinyRun.resume(home);

        RunOutputs.assertSame(home, once.resolve("mlp"), "tiny");
        assertThat(manifest().at("/interruptions/0/cause").asText()).contains("as good as dead");
        assertThat(manifest().at("/interruptions/0/epoch").asInt()).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"truncated", "one bit", "no digest", "digest of bits", "tables cut"})
    void damagedCheckpointIsSkippedWithWarning(String damage) throws IOException {
        interrupt(6, 3, MLP);
        Path states = home.resolve("checkpoints/tiny");
        Path newest = states.resolve("epoch-0000006-step-0000003.npz");
        assertThat(newest).exists();
        byte[] bytes = Files.readAllBytes(newest);
        switch (damage) {
            case "truncated" -> Files.write(newest, Arrays.copyOf(bytes, bytes.length / 2));
            case "one bit" -> {
                bytes[bytes.length / 2] ^= 1;
                Files.write(newest, bytes);
            }
            case "no digest" -> Files.delete(states.resolve("epoch-0000006-step-0000003.npz.sha256"));
            case "digest of bits" ->
                Files.write(states.resolve("epoch-0000006-step-0000003.npz.sha256"), new byte[] {-1, -2, 0, 77});
            default -> {
                Path metrics = home.resolve("notebooks-export/tiny/metrics.csv");
                byte[] rows = Files.readAllBytes(metrics);
                Files.write(metrics, Arrays.copyOf(rows, rows.length - 10));
            }
        }
        List<String> warnings = new ArrayList<>();
        TinyRun.resume(
                home,
                new TinyRun.Quiet() {
                    @Override
                    public void warn(String message) {
                        warnings.add(message);
                    }
                },
                new StopSignal());
        assertThat(warnings)
                .first()
                .asString()
                .contains("epoch-0000006-step-0000003.npz", "using the checkpoint before");
        assertThat(manifest().at("/warnings/0").asText()).isEqualTo(warnings.get(0));
        assertThat(manifest().at("/interruptions/0/epoch").asInt()).isEqualTo(5);
        RunOutputs.assertSame(home, once.resolve("mlp"), "tiny");
    }

    /** An invalid checkpoint that was skipped must not cause later ones to be deleted. */
    @Test
    void runThatSkippedCheckpointCanCrashAgain() throws IOException {
        interrupt(6, 3, and("checkpoint={everyEpochs: 4, keepLast: 2}"));
        Path states = home.resolve("checkpoints/tiny");
        Files.write(states.resolve("epoch-0000006-step-0000003.npz"), new byte[9]);
        StopSignal interruption = new StopSignal();
        assertThatExceptionOfType(InterruptedRunException.class)
                .isThrownBy(() -> TinyRun.resume(home, at(5, 5, interruption), interruption));
        assertThat(states.toFile().list())
                .containsExactlyInAnyOrder(
                        "lock",
                        "epoch-0000005-step-0000000.npz",
                        "epoch-0000005-step-0000000.npz.sha256",
                        "epoch-0000005-step-0000005.npz",
                        "epoch-0000005-step-0000005.npz.sha256");

        TinyRun.resume(home);

        assertThat(manifest().at("/interruptions/1/epoch").asInt()).isEqualTo(5);
        RunOutputs.assertSame(home, once.resolve("mlp"), "tiny");
    }

    /** Epoch 5 was captured after the last checkpoint; with another end it would not be captured. */
    @Test
    void deletesSamplesThatLaterEndDoesNotCapture() throws IOException {
        String[] settings = {
            "training.epochs=8",
            "training.epochsPastZeroError=50",
            "checkpoint.everyEpochs=3",
            "capture.epochs={first: 0, logSpaced: 40}",
            "capture.saveFeatures=[]"
        };
        RunListener dying = new TinyRun.Quiet() {
            @Override
            public void stepEnded(int epoch, int step, int steps) {
                if (epoch == 6) {
                    throw new IllegalStateException("as good as dead");
                }
            }
        };
        assertThatThrownBy(() -> TinyRun.run(home, false, dying, settings)).hasMessage("as good as dead");
        Path samples = home.resolve("notebooks-export/tiny/samples");
        Files.writeString(samples.resolve("epoch-0077.npz"), "of an epoch that is not captured any more");
        Files.writeString(samples.resolve("epoch-0005.npz"), "another network's");

        TinyRun.resume(home, "training.epochs=7");

        List<String> captured = TinyRun.rows(home.resolve("notebooks-export/tiny/metrics.csv")).stream()
                .map(row -> "epoch-000" + row.get("epoch") + ".npz")
                .distinct()
                .toList();
        assertThat(samples.toFile().list((folder, file) -> file.startsWith("epoch")))
                .containsExactlyInAnyOrderElementsOf(captured);
        assertThat(Files.size(samples.resolve("epoch-0005.npz"))).isGreaterThan(100);
    }

    @Test
    void deletesOldFitBeforeFurtherTraining() throws IOException {
        TinyRun.run(home, and("ufm=[plain]", "network.batchNorm=false"));
        Path export = home.resolve("notebooks-export/tiny");
        assertThat(export.resolve("ufm.csv")).exists();
        TinyRun.resume(home, "training.epochs=7", "ufm=[]");
        assertThat(export.resolve("ufm.csv")).doesNotExist();
        assertThat(export.resolve("verdict.txt")).doesNotExist();
        assertThat(export.resolve("figures").toFile().list((folder, file) -> file.startsWith("ufm")))
                .isEmpty();
        assertThat(export.resolve("report.html")).exists();
    }

    @Test
    void stopRequestBeforeDeletionKeepsOldRun() throws IOException {
        TinyRun.run(home, MLP);
        var before = RunOutputs.contents(home.resolve("notebooks-export"));
        StopSignal interruption = new StopSignal();
        interruption.request();
        assertThatExceptionOfType(InterruptedRunException.class)
                .isThrownBy(() -> TinyRun.run(home, true, new TinyRun.Quiet(), interruption, MLP))
                .withMessageContaining("no file was changed");
        assertThat(RunOutputs.contents(home.resolve("notebooks-export"))).isEqualTo(before);
    }

    @Test
    void rejectsEndBeforeCurrentEpoch() throws IOException {
        interrupt(6, 3, MLP);
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> TinyRun.resume(home, "training.epochs=5"))
                .withMessageContaining("has completed 5 epochs");
    }

    @Test
    void rejectsCopiedResults() throws IOException {
        interrupt(2, 2, MLP);
        Files.move(home.resolve("notebooks-export/tiny"), home.resolve("notebooks-export/other"));
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> ResumeRequest.read(new RunFolders(home, "other"), List.of()))
                .withMessageContaining("belongs to the run 'tiny'");
    }

    @Test
    void startsAgainWithoutCheckpoint() throws IOException {
        interrupt(1, 2, MLP);
        Folders.deleteRecursively(home.resolve("checkpoints/tiny"));
        TinyRun.resume(home);
        RunOutputs.assertSame(home, once.resolve("mlp"), "tiny");
    }

    @Test
    void keepsLastCheckpointsOnly() throws IOException {
        interrupt(6, 2, and("checkpoint={everyEpochs: 1, keepLast: 3}"));
        try (Stream<Path> files = Files.list(home.resolve("checkpoints/tiny"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "lock",
                            "epoch-0000005-step-0000000.npz",
                            "epoch-0000005-step-0000000.npz.sha256",
                            "epoch-0000006-step-0000000.npz",
                            "epoch-0000006-step-0000000.npz.sha256",
                            "epoch-0000006-step-0000002.npz",
                            "epoch-0000006-step-0000002.npz.sha256");
        }
    }

    @Test
    void savesCheckpointWithinEpochAfterMinutes() throws IOException {
        RunListener dying = new TinyRun.Quiet() {
            @Override
            public void stepEnded(int epoch, int step, int steps) {
                if (epoch == 1 && step == 4) {
                    throw new IllegalStateException("dead");
                }
            }
        };
        assertThatThrownBy(() -> TinyRun.run(home, false, dying, and("checkpoint.everyMinutes=1e-9")))
                .hasMessage("dead");
        assertThat(home.resolve("checkpoints/tiny/epoch-0000001-step-0000003.npz"))
                .exists();
    }

    @Test
    void finishedRunIsTrainedFurtherWithLaterEnd() throws IOException {
        TinyRun.run(home, MLP);
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> TinyRun.resume(home))
                .withMessageContaining("has completed 6 epochs and is finished")
                .withMessageContaining("--set training.epochs=N");

        EpochResult end = TinyRun.resume(home, "training.epochs=9");

        assertThat(end.epoch()).isEqualTo(9);
        assertThat(TinyRun.rows(home.resolve("notebooks-export/tiny/epochs.csv")))
                .extracting(row -> row.get("epoch"))
                .containsExactly("1", "2", "3", "4", "5", "6", "7", "8", "9");
        assertThat(manifest().at("/interruptions/0/cause").asText())
                .isEqualTo("finished at epoch 6, then trained further");
        assertThat(manifest().at("/experiment/training/epochs").asInt()).isEqualTo(9);
    }

    @Test
    void rejectsChangesToEarlierEpochs() throws IOException {
        interrupt(2, 2, MLP);
        var before = RunOutputs.contents(home);
        for (String setting : List.of(
                "seed=2",
                "optimizer.learningRate=0.01",
                "network.widths=[8]",
                "training.batchSize=16",
                "compute.threads=1")) {
            assertThatExceptionOfType(BadInputException.class)
                    .isThrownBy(() -> TinyRun.resume(home, setting))
                    .withMessageContaining(setting);
        }
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> TinyRun.resume(home.resolve("elsewhere")))
                .withMessageContaining("does not exist");
        assertThat(RunOutputs.contents(home)).isEqualTo(before);
    }

    @Test
    void unfinishedRunNamesResumeCommand() throws IOException {
        interrupt(2, 2, MLP);
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> TinyRun.run(home, MLP))
                .withMessageContaining("'ncollapse resume tiny'")
                .withMessageContaining("--overwrite");
    }
}
