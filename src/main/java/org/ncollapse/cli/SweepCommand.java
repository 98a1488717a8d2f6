package org.ncollapse.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.ncollapse.data.DatasetStore;
import org.ncollapse.experiment.estimate.GpuEstimate;
import org.ncollapse.experiment.estimate.MemoryEstimate;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.experiment.sweep.LocalSweep;
import org.ncollapse.experiment.sweep.MachineResources;
import org.ncollapse.experiment.sweep.SlurmSweep;
import org.ncollapse.experiment.sweep.SweepManifest;
import org.ncollapse.experiment.sweep.SweepPreparation;
import org.ncollapse.io.BadInputException;
import org.ncollapse.network.Backend;
import org.ncollapse.spec.Device;
import org.ncollapse.spec.Sweep;
import org.ncollapse.spec.SweepReader;
import org.ncollapse.text.Suggestion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sweep}: many runs of one experiment, in parallel on this machine or as an array job on Slurm. */
@Command(
        name = "sweep",
        mixinStandardHelpOptions = true,
        subcommands = {
            SweepStatusCommand.class,
            SweepCancelCommand.class,
            SweepCollectCommand.class,
            SweepTaskCommand.class,
            SweepWorkerCommand.class
        },
        description = {
            "Runs every configuration of a sweep file with every seed. Each run has its own name and results, as "
                    + "with 'ncollapse run'.",
            "The same command continues an interrupted sweep: finished runs are skipped, the others continue from "
                    + "their last checkpoint.",
            "--launcher local: as many runs in parallel as processors and memory allow, and on a GPU as many as are "
                    + "faster at once; at the end the results are collected.",
            "--launcher slurm: one array job, one task per run, with the file's partition, GPUs, time limit and "
                    + "options. Then use 'sweep status', 'cancel' and 'collect'."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ncollapse sweep experiments/sweeps/mnist-weight-decay.yaml",
            "  ncollapse sweep my-sweep.yaml --launcher slurm --home /scratch/me",
            "  ncollapse sweep my-sweep.yaml --runs-per-gpu 4",
            "  ncollapse sweep status mnist-weight-decay",
            "  ncollapse sweep collect mnist-weight-decay"
        })
final class SweepCommand implements Callable<Integer> {

    /** The time that runs get to save checkpoints. */
    private static final long MAX_WAIT_SECONDS = 70;

    /** What starts the processes of the runs. */
    enum Launcher {
        LOCAL("local"),
        SLURM("slurm");

        private final String key;

        Launcher(String key) {
            this.key = key;
        }

        @Override
        public String toString() {
            return key;
        }
    }

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "The sweep file, YAML.")
    private Path file;

    @Option(
            names = "--launcher",
            paramLabel = "local|slurm",
            defaultValue = "local",
            description = "What starts the runs (default: ${DEFAULT-VALUE}).")
    private Launcher launcher;

    @Option(
            names = "--runs-per-gpu",
            paramLabel = "N",
            description = "The largest number of runs that train on one GPU at once, as far as its memory allows "
                    + "(default: 1 to 8, by the work of a step). Only with --launcher local.")
    private Integer runsPerGpu;

    @Mixin
    private PathOptions paths;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (file == null) {
            throw new BadInputException(
                    "no sweep file given; for example: ncollapse sweep experiments/sweeps/mnist-weight-decay.yaml");
        }
        requireValidRunsPerGpu();
        if (Files.notExists(file)) {
            throw new BadInputException(file + ": no such file"
                    + Suggestion.advice(
                            file.toString(),
                            UsageErrorMessage.visibleCommands(command.commandLine()),
                            "give a sweep file such as experiments/sweeps/mnist-weight-decay.yaml"));
        }
        Sweep sweep = SweepReader.read(
                file.toString(),
                YamlFile.read(file, "a sweep", "experiments/sweeps/mnist-weight-decay.yaml"),
                this::experiment);
        RunFolders folders = new RunFolders(paths.home(), sweep.name());
        // This process does not train: of a build for GPUs, ND4J's CUDA part is not loaded.
        Backend.initialize(Device.CPU, 1);
        // Rejects unknown data sets and layers before anything is written.
        long heap = sweep.runs().stream()
                .mapToLong(
                        run -> MemoryEstimate.of(run.experiment(), datasets()).heapBytes())
                .max()
                .orElseThrow();
        int runsAtOnce = runsPerGpu != null ? runsPerGpu : GpuEstimate.MAX_RUNS;
        SweepManifest manifest = SweepPreparation.prepare(folders, sweep);
        if (LaunchEnvironment.isMissing()) {
            return LaunchEnvironment.relaunch(command);
        }
        List<String> task = javaCommand(heap, "task", sweep);
        return launcher == Launcher.SLURM
                ? submit(manifest, folders, task)
                : runHere(manifest, folders, task, javaCommand(runsAtOnce * heap, "worker", sweep));
    }

    private void requireValidRunsPerGpu() {
        if (runsPerGpu != null && launcher == Launcher.SLURM) {
            throw new BadInputException(
                    "--runs-per-gpu needs --launcher local: on Slurm each task is one run, with a " + "GPU of its own");
        }
        if (runsPerGpu != null && runsPerGpu < 1) {
            throw new BadInputException("--runs-per-gpu is " + runsPerGpu + ", but must be at least 1");
        }
    }

    private List<String> javaCommand(long heap, String subcommand, Sweep sweep) throws IOException {
        return LaunchEnvironment.javaCommand(
                heap,
                List.of(
                        "sweep",
                        subcommand,
                        "--home",
                        absolute(paths.home()),
                        "--datasets",
                        absolute(paths.datasets()),
                        sweep.name()));
    }

    /** Reads the experiment file that a sweep names, relative to the folder of the sweep file. */
    private SweepReader.ExperimentSource experiment(String reference) {
        Path path = file.resolveSibling(reference);
        try {
            return new SweepReader.ExperimentSource(
                    path.toString(),
                    YamlFile.read(path, "an experiment", "mnist-mlp.yaml in the folder of the sweep file " + file));
        } catch (IOException e) {
            throw new BadInputException(path + " cannot be read: " + e.getMessage(), e);
        }
    }

    private DatasetStore datasets() {
        return new DatasetStore(paths.datasets());
    }

    private static String absolute(Path path) {
        return path.toAbsolutePath().toString();
    }

    private int submit(SweepManifest manifest, RunFolders folders, List<String> task) throws IOException {
        SweepManifest submitted = SlurmSweep.submit(manifest, folders, task, MachineResources.memoryOf(datasets()));
        PrintWriter out = command.commandLine().getOut();
        List<SweepManifest.Submission> jobs = submitted
                .submissions()
                .subList(manifest.submissions().size(), submitted.submissions().size());
        if (jobs.isEmpty()) {
            out.println(
                    "All runs are done; collect the results with 'ncollapse sweep collect " + folders.name() + "'.");
        }
        jobs.forEach(job ->
                out.println("Submitted job " + job.job() + ": " + job.runs().size() + " runs."));
        if (!jobs.isEmpty()) {
            out.println("Next: ncollapse sweep status " + folders.name() + ", then: ncollapse sweep collect "
                    + folders.name());
        }
        return ExitCode.DONE;
    }

    private int runHere(SweepManifest manifest, RunFolders folders, List<String> task, List<String> worker)
            throws IOException, InterruptedException {
        PrintWriter err = command.commandLine().getErr();
        CountDownLatch ended = new CountDownLatch(1);
        boolean finished;
        LocalSweep sweep;
        try (SweepProgressPrinter progress = new SweepProgressPrinter(manifest.sweep(), folders, err)) {
            sweep = new LocalSweep(
                    manifest, folders, MachineResources.ofThisMachine(datasets(), runsPerGpu), task, worker, progress);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                sweep.stop();
                if (ended.getCount() > 0) {
                    err.println("ncollapse: interrupted; runs save checkpoints, and the same command continues them");
                    await(ended);
                }
            }));
            finished = sweep.run();
        } finally {
            ended.countDown();
        }
        if (sweep.isStopped()) {
            return ExitCode.FAILED; // The signal decides the exit code of the process.
        }
        SweepCollectCommand.collect(folders, command);
        return finished ? ExitCode.DONE : ExitCode.FAILED;
    }

    private static void await(CountDownLatch ended) {
        try {
            ended.await(MAX_WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
