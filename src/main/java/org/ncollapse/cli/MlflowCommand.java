package org.ncollapse.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.ncollapse.experiment.results.MlflowRunReader;
import org.ncollapse.experiment.results.RunSummary;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.experiment.sweep.SweepManifest;
import org.ncollapse.io.BadInputException;
import org.ncollapse.report.mlflow.MlflowStore;
import org.ncollapse.spec.RunStatus;
import org.ncollapse.spec.Sweep.PlannedRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mlflow}: writes runs into a file store of MLflow. */
@Command(
        name = "mlflow",
        mixinStandardHelpOptions = true,
        description = {
            "Writes runs, simulations and measurements into a file store of MLflow; MLflow need not be installed.",
            "Settings become params, metrics.csv and epochs.csv metrics with the epoch as step, and tables, figures and "
                    + "page artifacts. The name of a sweep stands for its runs. A second call updates the same runs."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  ncollapse mlflow quick-start --store mlruns", "  ncollapse mlflow seed-1 seed-2 --store mlruns"})
final class MlflowCommand implements Callable<Integer> {

    @Mixin
    private RunArguments runs;

    @Option(
            names = "--store",
            required = true,
            paramLabel = "DIR",
            description = "The store, such as mlruns. Without a folder of that name, a new store is created.")
    private Path store;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws IOException {
        if (store.toString().contains(":/")) {
            throw new BadInputException("--store " + store + ": expected a folder, such as mlruns, not a URI; "
                    + "'mlflow migrate-filestore' copies the folder into a database");
        }
        PrintWriter out = command.commandLine().getOut();
        MlflowStore target = MlflowStore.open(store);
        List<RunFolders> found = find();
        if (found.isEmpty()) {
            throw new BadInputException("no run of " + String.join(", ", runs.names()) + " is over; nothing to write");
        }
        for (RunFolders run : found) { // Before anything is written. Not kept: a large sweep might not fit the heap.
            target.requireOutside(MlflowRunReader.read(run).results());
        }
        for (RunFolders run : found) {
            out.println(run.name() + ": " + target.write(MlflowRunReader.read(run)));
        }
        out.println("Done: " + found.size() + (found.size() == 1 ? " run" : " runs") + " in " + store);
        out.println("For MLflow's server: mlflow migrate-filestore --source \"" + store
                + "\" --target sqlite:///mlflow.db");
        return ExitCode.DONE;
    }

    /** Returns the named runs, and those of the named sweeps that are not waiting or running. */
    private List<RunFolders> find() throws IOException {
        Set<RunFolders> found = new LinkedHashSet<>();
        for (String name : runs.names()) {
            RunFolders folders = new RunFolders(runs.home(), name);
            if (SweepManifest.exists(folders)) {
                found.addAll(runsOf(SweepManifest.read(folders)));
            } else {
                found.add(folders);
            }
        }
        return new ArrayList<>(found);
    }

    private List<RunFolders> runsOf(SweepManifest sweep) throws IOException {
        List<RunFolders> found = new ArrayList<>();
        for (PlannedRun planned : sweep.sweep().runs()) {
            RunFolders folders = new RunFolders(runs.home(), planned.name());
            RunStatus status = RunSummary.status(folders);
            if (status == RunStatus.PENDING || status.isActive()) {
                command.commandLine().getErr().println(planned.name() + ": left out, because it is '" + status + "'");
            } else {
                found.add(folders);
            }
        }
        return found;
    }
}
