package org.ncollapse.experiment.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.experiment.results.RunExporter;
import org.ncollapse.experiment.results.RunFitter;
import org.ncollapse.experiment.run.RunListener;
import org.ncollapse.experiment.run.RunOutputs;
import org.ncollapse.experiment.run.TinyRun;
import org.ncollapse.experiment.simulation.Reproduction;
import org.ncollapse.experiment.simulation.SimulationListener;
import org.ncollapse.experiment.simulation.SimulationResult;
import org.ncollapse.experiment.simulation.SimulationRun;
import org.ncollapse.io.BadInputException;
import org.ncollapse.spec.SimulationReader;
import org.ncollapse.spec.SimulationSpec;

/** Only one process at a time works on a run; a lock ends with its process. */
class RunLockTest {

    private static final SimulationSpec SIMULATION = SimulationReader.read("tiny", """
            name: tiny
            seed: 3
            model: {kind: plain, classes: 3, samplesPerClass: 6, width: 5, lambdaW: 0.04, lambdaH: 0.02}
            gradientDescent: {learningRate: 0.5, iterations: 40, initialStd: 0.5}
            record: {logSpaced: 5}
            """, List.of());

    @TempDir
    private Path home;

    private final RunListener quiet = new TinyRun.Quiet();

    private void assertRejected(ThrowingCallable command) {
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(command)
                .withMessageContaining("is already running in this process");
    }

    private SimulationResult simulate(SimulationListener listener, boolean overwrite) throws IOException {
        return new SimulationRun(SIMULATION, new RunFolders(home, "tiny"), listener).execute(overwrite);
    }

    @Test
    void otherCommandsOnActiveRunAreRejectedWithoutChanges() throws IOException {
        TinyRun.run(
                home,
                false,
                new TinyRun.Quiet() {
                    @Override
                    public void stepEnded(int epoch, int step, int steps) {
                        if (epoch == 2 && step == 1) {
                            assertAllRejected();
                        }
                    }
                },
                "training.epochs=3");
        assertThat(TinyRun.rows(home.resolve("notebooks-export/tiny/epochs.csv")))
                .hasSize(3);
    }

    private void assertAllRejected() {
        try {
            Map<String, String> before = RunOutputs.contents(home);
            assertRejected(() -> TinyRun.run(home, true, quiet));
            assertRejected(() -> TinyRun.resume(home));
            assertRejected(() -> RunExporter.export(new RunFolders(home, "tiny"), warning -> {}));
            assertRejected(() -> RunFitter.refit(new RunFolders(home, "tiny"), what -> {}));
            assertRejected(() -> simulate(new QuietListener(), true));
            assertThat(RunOutputs.contents(home)).isEqualTo(before);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void simulationLocksItsName() throws IOException {
        simulate(
                new QuietListener() {
                    @Override
                    public void iterationDone(int iteration, double objective) {
                        assertRejected(() -> simulate(new QuietListener(), true));
                        assertRejected(() -> TinyRun.run(home, true, quiet));
                    }
                },
                false);
        assertThat(simulate(new QuietListener(), true).comparisons()).isNotEmpty();
    }

    @Test
    void reproductionLocksNameOfPage() throws IOException {
        try (RunLock lock = RunLock.acquire(new RunFolders(home, "reproduce"))) {
            assertRejected(
                    () -> new Reproduction(home, List.of(SIMULATION), simulation -> new QuietListener()).execute(true));
        }
        assertThat(home.resolve("notebooks-export")).doesNotExist();
    }

    @Test
    void lockFileWithoutProcessLocksNothing() throws IOException {
        Files.createDirectories(home.resolve("checkpoints/tiny"));
        Files.writeString(home.resolve("checkpoints/tiny/lock"), "process 1 on elsewhere since 1970");
        assertThat(TinyRun.run(home, "training.epochs=2").epoch()).isEqualTo(2);
    }

    /** A listener that does nothing. */
    private static class QuietListener implements SimulationListener {
        @Override
        public void iterationDone(int iteration, double objective) {}

        @Override
        public void stageStarted(String what) {}
    }
}
