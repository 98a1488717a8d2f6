package org.ncollapse.experiment;

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
import org.ncollapse.spec.BadInputException;
import org.ncollapse.spec.Simulation;
import org.ncollapse.spec.SimulationReader;

/** A name belongs to one command at a time, and to none that has ended. */
class RunLockTest {

    private static final Simulation SIMULATION = SimulationReader.read("tiny", """
            name: tiny
            seed: 3
            model: {kind: plain, classes: 3, perClass: 6, width: 5, decayW: 0.04, decayH: 0.02}
            descent: {step: 0.5, iterations: 40, deviation: 0.5}
            record: {points: 5}
            """, List.of());

    @TempDir
    private Path home;

    private final RunListener quiet = new TinyRun.Quiet();

    private void assertRefused(ThrowingCallable command) {
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(command)
                .withMessageContaining("is going on in this process");
    }

    private Simulated simulate(SimulationListener listener, boolean overwrite) throws IOException {
        return new SimulationRun(SIMULATION, new RunFolders(home, "tiny"), listener).execute(overwrite);
    }

    @Test
    void whateverElseWantsARunThatGoesOnIsRefusedBeforeItTouchesAFile() throws IOException {
        TinyRun.run(
                home,
                false,
                new TinyRun.Quiet() {
                    @Override
                    public void stepped(int epoch, int step, int steps) {
                        if (epoch == 2 && step == 1) {
                            refuseAll();
                        }
                    }
                },
                "training.epochs=3");
        assertThat(TinyRun.rows(home.resolve("notebooks-export/tiny/epochs.csv")))
                .hasSize(3);
    }

    private void refuseAll() {
        try {
            Map<String, String> before = RunFiles.contents(home);
            assertRefused(() -> TinyRun.run(home, true, quiet));
            assertRefused(() -> TinyRun.resume(home));
            assertRefused(() -> RunExport.of(new RunFolders(home, "tiny"), warning -> {}));
            assertRefused(() -> RunFit.again(new RunFolders(home, "tiny"), what -> {}));
            assertRefused(() -> simulate(new Deaf(), true));
            assertThat(RunFiles.contents(home)).isEqualTo(before);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aSimulationHoldsItsNameToo() throws IOException {
        simulate(
                new Deaf() {
                    @Override
                    public void reached(int iteration, double objective) {
                        assertRefused(() -> simulate(new Deaf(), true));
                        assertRefused(() -> TinyRun.run(home, true, quiet));
                    }
                },
                false);
        assertThat(simulate(new Deaf(), true).comparisons()).isNotEmpty();
    }

    @Test
    void aReproductionHoldsTheNameOfItsPage() throws IOException {
        try (RunLock lock = RunLock.take(new RunFolders(home, "reproduce"))) {
            assertRefused(() -> new Reproduction(home, List.of(SIMULATION), simulation -> new Deaf()).execute(true));
        }
        assertThat(home.resolve("notebooks-export")).doesNotExist();
    }

    @Test
    void aLockThatWasLeftBehindLocksNothing() throws IOException {
        Files.createDirectories(home.resolve("checkpoints/tiny"));
        Files.writeString(home.resolve("checkpoints/tiny/lock"), "process 1 on elsewhere since 1970");
        assertThat(TinyRun.run(home, "training.epochs=2").epoch()).isEqualTo(2);
    }

    /** Hears everything and says nothing. */
    private static class Deaf implements SimulationListener {
        @Override
        public void reached(int iteration, double objective) {}

        @Override
        public void doing(String what) {}
    }
}
