package org.ncollapse.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.ncollapse.data.DatasetStore;
import org.ncollapse.experiment.estimate.MemoryEstimate;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.experiment.sweep.LocalSweep;
import org.ncollapse.experiment.sweep.MachineResources;
import org.ncollapse.experiment.sweep.SlurmSweep;
import org.ncollapse.experiment.sweep.SweepManifest;
import org.ncollapse.experiment.sweep.SweepPreparation;
import org.ncollapse.io.BadInputException;
import org.ncollapse.spec.Sweep;
import org.ncollapse.spec.SweepReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code sweep}: many runs of one experiment, side by side here or as an array of Slurm's jobs. */
@Command(
        name = "sweep",
        mixinStandardHelpOptions = true,
        subcommands = {
            SweepStatusCommand.class,
            SweepCancelCommand.class,
            SweepCollectCommand.class,
            SweepTaskCommand.class
        },
        description = {
            "Runs every combination of the settings and seeds in a sweep's file; each run is one as 'ncollapse run' makes it, under a name of its own.",
            "The same command goes on with a sweep that was interrupted: finished runs are skipped, the others go on from their last saved state.",
            "--on local: a process a run, as many side by side as there are processors and memory for; at the end the results are collected.",
            "--on slurm: an array job, a task a run, with the file's partition, cards, time limit and flags; 'sweep status', 'cancel' and 'collect' follow."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ncollapse sweep experiments/sweeps/mnist-weight-decay.yaml",
            "  ncollapse sweep my-sweep.yaml --on slurm --home /scratch/me",
            "  ncollapse sweep status mnist-weight-decay",
            "  ncollapse sweep collect mnist-weight-decay"
        })
final class SweepCommand implements Callable<Integer> {

    private static final int FAILED = 1;
    private static final long PATIENCE_SECONDS = 70;

    /** Where runs go on. */
    enum Launcher {
        LOCAL,
        SLURM;

        /** Knows them as they are typed. */
        static final class Converter implements ITypeConverter<Launcher> {
            @Override
            public Launcher convert(String value) {
                return switch (value) {
                    case "local" -> LOCAL;
                    case "slurm" -> SLURM;
                    default -> throw new TypeConversionException("'" + value + "' is none of local, slurm");
                };
            }
        }
    }

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "The sweep, YAML.")
    private Path file;

    @Option(
            names = "--on",
            paramLabel = "local|slurm",
            defaultValue = "local",
            converter = Launcher.Converter.class,
            description = "Where the runs go on (default: local).")
    private Launcher on;

    @Mixin
    private PathOptions places;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (file == null) {
            throw new BadInputException(
                    "which sweep? Give its file: ncollapse sweep experiments/sweeps/mnist-weight-decay.yaml");
        }
        Sweep sweep = SweepReader.read(
                file.toString(),
                YamlFile.read(file, "a sweep", "experiments/sweeps/mnist-weight-decay.yaml"),
                this::experiment);
        RunFolders folders = new RunFolders(places.home(), sweep.name());
        // Refuses what cannot be known, before anything is written.
        long heap = sweep.runs().stream()
                .mapToLong(
                        run -> MemoryEstimate.of(run.experiment(), datasets()).heapBytes())
                .max()
                .orElseThrow();
        SweepManifest manifest = SweepPreparation.prepare(folders, sweep);
        if (LaunchEnvironment.isMissing()) {
            return LaunchEnvironment.relaunch(command);
        }
        List<String> task = LaunchEnvironment.javaCommand(
                heap,
                List.of(
                        "sweep",
                        "task",
                        "--home",
                        absolute(places.home()),
                        "--datasets",
                        absolute(places.datasets()),
                        sweep.name()));
        return on == Launcher.SLURM ? onSlurm(manifest, folders, task) : here(manifest, folders, task);
    }

    /** Named from the sweep's file's own folder. */
    private SweepReader.ExperimentSource experiment(String named) {
        Path path = file.resolveSibling(named);
        try {
            return new SweepReader.ExperimentSource(
                    path.toString(),
                    YamlFile.read(path, "an experiment", "mnist-mlp.yaml beside the sweep's file " + file));
        } catch (IOException e) {
            throw new BadInputException(path + " cannot be read: " + e.getMessage(), e);
        }
    }

    private DatasetStore datasets() {
        return new DatasetStore(places.datasets());
    }

    private static String absolute(Path path) {
        return path.toAbsolutePath().toString();
    }

    private int onSlurm(SweepManifest manifest, RunFolders folders, List<String> task) throws IOException {
        SweepManifest submitted = SlurmSweep.submit(manifest, folders, task, MachineResources.memoryOf(datasets()));
        PrintWriter out = command.commandLine().getOut();
        List<SweepManifest.Submission> jobs = submitted
                .submissions()
                .subList(manifest.submissions().size(), submitted.submissions().size());
        if (jobs.isEmpty()) {
            out.println(
                    "Nothing is left to do; 'ncollapse sweep collect " + folders.name() + "' collects the results.");
        }
        jobs.forEach(job ->
                out.println("Submitted job " + job.job() + ": " + job.runs().size() + " runs."));
        if (!jobs.isEmpty()) {
            out.println("Next: ncollapse sweep status " + folders.name() + ", then: ncollapse sweep collect "
                    + folders.name());
        }
        return 0;
    }

    private int here(SweepManifest manifest, RunFolders folders, List<String> task)
            throws IOException, InterruptedException {
        PrintWriter err = command.commandLine().getErr();
        CountDownLatch over = new CountDownLatch(1);
        boolean finished;
        LocalSweep sweep;
        try (SweepProgressPrinter lines = new SweepProgressPrinter(manifest.sweep(), folders, err)) {
            sweep = new LocalSweep(manifest, folders, MachineResources.ofThisMachine(datasets()), task, lines);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                sweep.stop();
                if (over.getCount() > 0) {
                    err.println(
                            "ncollapse: interrupted; runs save their state, and the same command goes on with them");
                    await(over);
                }
            }));
            finished = sweep.run();
        } finally {
            over.countDown();
        }
        if (sweep.isStopped()) {
            return FAILED; // Whoever stopped it has the last word.
        }
        SweepCollectCommand.collect(folders, command);
        return finished ? 0 : FAILED;
    }

    private static void await(CountDownLatch over) {
        try {
            over.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
