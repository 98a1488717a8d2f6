package org.ncollapse.experiment.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.experiment.results.RunExporter;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.Folders;
import org.ncollapse.io.Sha256;
import org.ncollapse.training.StopSignal;

/** Runs that start from the state dict of another run. */
class InitialFromTest {

    @TempDir
    private Path home;

    private Path first;
    private Path state;

    @BeforeEach
    void trainAndExport() throws IOException {
        TinyRun.run(home, "name=first", "training.epochs=2", "ufm=[]");
        RunFolders folders = new RunFolders(home, "first");
        RunExporter.export(folders, warning -> {});
        first = folders.export();
        state = Files.copy(first.resolve("pytorch/network.safetensors"), home.resolve("start.safetensors"));
    }

    private String[] options(String... more) {
        return Stream.concat(Stream.of("network.initialFrom=" + state, "ufm=[]"), Arrays.stream(more))
                .toArray(String[]::new);
    }

    private static List<Map<String, String>> metrics(Path export, int epoch) throws IOException {
        return TinyRun.rows(export.resolve("metrics.csv")).stream()
                .filter(row -> row.get("epoch").equals(Integer.toString(epoch)))
                .map(CSVRecord::toMap)
                .toList();
    }

    /** The metrics of the initial network are the last ones of the other run, to the last digit. */
    @Test
    void startsWithWeightsOfOtherRun() throws IOException {
        TinyRun.run(home, options("training.epochs=1"));

        Path export = new RunFolders(home, "tiny").export();
        List<Map<String, String>> initial = metrics(export, 0);
        List<Map<String, String>> last = metrics(first, 2);
        assertThat(initial).hasSize(4).hasSameSizeAs(last);
        for (int row = 0; row < last.size(); row++) {
            for (String column : List.of("layer", "split", "loss", "error", "nc1", "nc2_etf", "nc3_etf", "nc5_ood")) {
                assertThat(initial.get(row).get(column))
                        .as(column)
                        .isEqualTo(last.get(row).get(column));
            }
        }
        assertThat(new ObjectMapper()
                        .readTree(export.resolve("manifest.json").toFile())
                        .get("initialFromSha256")
                        .asText())
                .isEqualTo(Sha256.of(state));
    }

    private void interruptAtEpoch(int stopped, String... more) {
        StopSignal interruption = new StopSignal();
        assertThatExceptionOfType(InterruptedRunException.class)
                .isThrownBy(() -> TinyRun.run(
                        home,
                        false,
                        new TinyRun.Quiet() {
                            @Override
                            public void stepEnded(int epoch, int step, int steps) {
                                if (epoch == stopped) {
                                    interruption.request();
                                }
                            }
                        },
                        interruption,
                        options(more)));
    }

    @Test
    void resumedRunNeedsFileOnlyWithoutCheckpoint() throws IOException {
        interruptAtEpoch(2, "training.epochs=3");
        byte[] content = Files.readAllBytes(state);
        Files.delete(state);
        TinyRun.resume(home);
        RunFolders folders = new RunFolders(home, "tiny");
        byte[] resumed = Files.readAllBytes(folders.export().resolve("metrics.csv"));

        Files.write(state, content);
        TinyRun.run(home, options("name=whole", "training.epochs=3"));
        assertThat(resumed)
                .isEqualTo(Files.readAllBytes(
                        new RunFolders(home, "whole").export().resolve("metrics.csv")));
    }

    @Test
    void runWithoutCheckpointStartsAgainFromTheSameFileOnly() throws IOException {
        interruptAtEpoch(1, "training.epochs=2");
        RunFolders folders = new RunFolders(home, "tiny");
        Folders.deleteRecursively(folders.checkpoints());
        byte[] content = Files.readAllBytes(state);
        byte[] changed = content.clone();
        changed[changed.length - 1] ^= 1;
        Files.write(state, changed);
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> TinyRun.resume(home))
                .withMessageContaining("is not the file that the run started from");

        Files.write(state, content);
        TinyRun.resume(home);

        assertThat(metrics(folders.export(), 0).get(0).get("nc1"))
                .isEqualTo(metrics(first, 2).get(0).get("nc1"));
    }

    @Test
    void fileOfAnotherArchitectureIsRejectedBeforeAnythingIsWritten() {
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> TinyRun.run(home, options("network.batchNorm=false")))
                .withMessageStartingWith("network.initialFrom: " + state)
                .withMessageContaining("'hidden1.bias'");
        assertThat(new RunFolders(home, "tiny").export()).doesNotExist();
        assertThat(new RunFolders(home, "tiny").checkpoints()).doesNotExist();
    }
}
