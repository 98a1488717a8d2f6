package org.ncollapse.experiment.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.experiment.results.RunSummary;
import org.ncollapse.experiment.run.RunOutputs;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.experiment.store.RunLock;
import org.ncollapse.experiment.store.Software;
import org.ncollapse.network.kernel.cuda.EmulatedGpu;
import org.ncollapse.spec.RunStatus;
import org.ncollapse.spec.Sweep;
import org.ncollapse.spec.Sweep.PlannedRun;

/** Sweeps whose runs share the emulated GPU, in real processes: the same bytes as each run alone, whatever happens. */
class SharedGpuTest {

    private static final Sweep THREE = sweep("[1, 2, 3]");

    @TempDir
    private static Path alone;

    @TempDir
    private Path home;

    private final CopyOnWriteArrayList<String> events = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void runAlone() throws IOException, InterruptedException {
        EmulatedGpu.folder();
        TinySweep.runAll(alone, THREE);
    }

    private static Sweep sweep(String seeds) {
        return TinySweep.read("""
                name: small
                experiment: base.yaml
                set:
                  compute.device: cuda:0
                  dataset.samplesPerClass: 10
                  network.widths: [16, 8]
                  training.epochs: 8
                  checkpoint.everyEpochs: 2
                seeds: %s
                """.formatted(seeds));
    }

    /** Does what a test asks for, several times a second. */
    private interface Observer {
        void look(LocalSweep sweep) throws IOException;
    }

    private boolean run(Sweep planned, Observer observer) throws IOException, InterruptedException {
        LocalSweep[] sweep = new LocalSweep[1];
        MachineResources resources = new MachineResources(
                2,
                1L << 40,
                List.of(new MachineResources.AvailableGpu("GPU-0", 1L << 30)),
                run -> 1,
                run -> new MachineResources.GpuShare(run.compute().threads(), 1, 4));
        sweep[0] = new LocalSweep(
                new SweepManifest(planned, "2026-01-01T00:00:00Z", Software.withoutNetwork(), List.of()),
                new RunFolders(home, planned.name()),
                resources,
                command("task"),
                command("worker"),
                new Events(() -> observer.look(sweep[0])));
        return sweep[0].run();
    }

    /** The command line of a process that finds the emulated GPU. */
    private List<String> command(String subcommand) throws IOException, InterruptedException {
        String libraries = EmulatedGpu.folder().toString();
        return new ArrayList<>(List.of(
                "env",
                "LD_LIBRARY_PATH=" + libraries,
                "NCOLLAPSE_NVRTC=" + libraries,
                "XDG_CACHE_HOME=" + home.resolve("cache"),
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "org.ncollapse.cli.Main",
                "sweep",
                subcommand,
                "--home",
                home.toString(),
                THREE.name()));
    }

    private void assertSameAsAlone(Collection<PlannedRun> runs) throws IOException {
        for (PlannedRun run : runs) {
            RunOutputs.assertSame(home, alone, run.name());
        }
    }

    /** Whether every run has trained some epochs and none has ended. */
    private boolean areTraining(Sweep sweep) throws IOException {
        for (PlannedRun run : sweep.runs()) {
            Path epochs = new RunFolders(home, run.name()).export().resolve("epochs.csv");
            if (Files.notExists(epochs)
                    || Files.readAllLines(epochs).size() < 2
                    || RunSummary.status(new RunFolders(home, run.name())) != RunStatus.RUNNING) {
                return false;
            }
        }
        return true;
    }

    private ProcessHandle processOf(PlannedRun run) throws IOException {
        return RunLock.holder(new RunFolders(home, run.name())).orElseThrow();
    }

    @Test
    void runsInOneProcessAtTheSameTimeAndAFailingOneHarmsNoOther() throws IOException, InterruptedException {
        Sweep four = sweep("[1, 2, 3, 4]");
        PlannedRun failing = four.runs().get(3);
        Files.createDirectories(home.resolve("models"));
        Files.writeString(home.resolve("models").resolve(failing.name() + ".zip"), "in the way");
        int[] together = new int[1];
        assertThat(run(four, sweep -> {
                    List<Long> processes = new ArrayList<>();
                    for (PlannedRun run : THREE.runs()) {
                        RunLock.holder(new RunFolders(home, run.name()))
                                .ifPresent(holder -> processes.add(holder.pid()));
                    }
                    assertThat(processes.stream().distinct().count()).isLessThan(2);
                    together[0] = Math.max(together[0], processes.size());
                }))
                .isFalse();
        assertThat(together[0]).isEqualTo(3);
        assertThat(events)
                .containsExactlyInAnyOrder(
                        THREE.runs().get(0).name() + " finished",
                        THREE.runs().get(1).name() + " finished",
                        THREE.runs().get(2).name() + " finished",
                        failing.name() + " retried",
                        failing.name() + " failed");
        assertThat(home.resolve("checkpoints/small/" + failing.name() + ".log"))
                .content()
                .contains("exists (");
        assertSameAsAlone(THREE.runs());
    }

    @Test
    void stoppedAndKilledRunsContinueToTheSameBytes() throws IOException, InterruptedException {
        Sweep two = sweep("[1, 2]");
        assertThat(run(two, sweep -> {
                    if (areTraining(two)) {
                        sweep.stop();
                    }
                }))
                .isFalse();
        for (PlannedRun run : two.runs()) {
            assertThat(RunSummary.status(new RunFolders(home, run.name()))).isEqualTo(RunStatus.INTERRUPTED);
        }
        boolean[] killed = new boolean[1];
        assertThat(run(two, sweep -> {
                    if (!killed[0] && areTraining(two)) {
                        killed[0] = processOf(two.runs().get(0)).destroyForcibly();
                    }
                }))
                .isTrue();
        assertThat(killed[0]).isTrue();
        assertThat(events).filteredOn(event -> event.endsWith("retried")).hasSize(2);
        assertSameAsAlone(two.runs());
    }

    /** Collects events; each report of progress lets the test look. */
    private final class Events implements SweepListener {

        /** May throw. */
        private interface Look {
            void now() throws IOException;
        }

        private final Look look;

        private Events(Look look) {
            this.look = look;
        }

        @Override
        public void runSkipped(PlannedRun run, RunStatus status) {}

        @Override
        public void runStarted(PlannedRun run, boolean elsewhere) {}

        @Override
        public void runFinished(PlannedRun run) {
            events.add(run.name() + " finished");
        }

        @Override
        public void runRetried(PlannedRun run, String why) {
            events.add(run.name() + " retried");
        }

        @Override
        public void runFailed(PlannedRun run, String why) {
            events.add(run.name() + " failed");
        }

        @Override
        public void progress(SweepProgressSnapshot progress) {
            try {
                look.now();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
