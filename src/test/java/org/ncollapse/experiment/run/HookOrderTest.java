package org.ncollapse.experiment.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.io.FilePrefix;
import org.ncollapse.io.Sha256;
import org.ncollapse.training.CheckpointFolder;
import org.ncollapse.training.EpochResult;
import org.ncollapse.training.TrainingHook;
import org.ncollapse.training.TrainingState;

/** The order in which the hooks of a run are called. */
class HookOrderTest {

    @TempDir
    Path folder;

    @Test
    void hooksAreCalledInOrderOfParameters() {
        List<String> calls = new ArrayList<>();
        RunExecutor.inOrder(
                        named("tracker", calls),
                        named("listener", calls),
                        named("progress check", calls),
                        named("recorder", calls),
                        named("probe", calls),
                        named("checkpoints", calls))
                .stateCompleted(TrainingState.initial());
        assertThat(calls).containsExactly("tracker", "listener", "progress check", "recorder", "probe", "checkpoints");
    }

    private static TrainingHook named(String name, List<String> calls) {
        return new TrainingHook() {
            @Override
            public void stateCompleted(TrainingState state) {
                calls.add(name);
            }
        };
    }

    @Test
    void listenerIsCalledBeforeEpochIsRecorded() throws IOException {
        Path epochs = folder.resolve("notebooks-export/tiny/epochs.csv");
        List<Integer> recordedEpochs = new ArrayList<>();
        RunListener listener = new TinyRun.Quiet() {
            @Override
            public void epochEnded(EpochResult result) {
                recordedEpochs.add(lengthOf(epochs));
            }
        };
        TinyRun.run(folder, false, listener, "training.epochs=2", "ufm=[]");
        assertThat(recordedEpochs).containsExactly(0, 1);
    }

    private static int lengthOf(Path table) {
        try {
            return TinyRun.rows(table).size();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void checkpointIsWrittenAfterAllRowsOfItsEpoch() throws IOException {
        TinyRun.run(folder, "training.epochs=2", "ufm=[]");
        CheckpointFolder checkpoints = new CheckpointFolder(folder.resolve("checkpoints/tiny"), 1);
        Map<String, FilePrefix> files =
                CheckpointFolder.read(checkpoints.newestFirst().get(0)).run().files();
        assertThat(files)
                .containsKeys("epochs.csv", "metrics.csv", "gram.csv", "samples/epoch-0002.npz")
                .containsKey("features/epoch-0002-penultimate-train.npz");
        for (Map.Entry<String, FilePrefix> entry : files.entrySet()) {
            Path file = folder.resolve("notebooks-export/tiny").resolve(entry.getKey());
            assertThat(entry.getValue())
                    .as(entry.getKey())
                    .isEqualTo(new FilePrefix(Files.size(file), Sha256.of(file)));
        }
    }
}
