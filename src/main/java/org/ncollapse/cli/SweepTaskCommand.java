package org.ncollapse.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.ncollapse.experiment.results.RunSummary;
import org.ncollapse.experiment.run.ResumeRequest;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.experiment.sweep.SweepManifest;
import org.ncollapse.io.BadInputException;
import org.ncollapse.spec.RunName;
import org.ncollapse.spec.RunStatus;
import org.ncollapse.spec.Sweep.PlannedRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code sweep task}: one run of a sweep, in a process of its own on this machine or as a task on Slurm. Interruptions
 * do not change the run's results.
 */
@Command(
        name = "task",
        mixinStandardHelpOptions = true,
        hidden = true,
        description = "Starts or continues one run of a sweep. Does nothing if the run is finished or diverged.",
        footerHeading = "%nExamples:%n",
        footer = "  ncollapse sweep task mnist-weight-decay 0")
final class SweepTaskCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "NAME", description = "The sweep's name.")
    private String name;

    @Parameters(index = "1", paramLabel = "RUN", description = "The run's index in the sweep, from 0.")
    private int index;

    @Mixin
    private PathOptions paths;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws IOException {
        RunName.requireValid(name);
        List<PlannedRun> runs =
                SweepManifest.read(new RunFolders(paths.home(), name)).sweep().runs();
        if (index < 0 || index >= runs.size()) {
            throw new BadInputException(
                    "the sweep '" + name + "' has runs 0 to " + (runs.size() - 1) + ", but no run " + index);
        }
        return work(
                runs.get(index),
                paths,
                command.commandLine().getOut(),
                command.commandLine().getErr());
    }

    /**
     * Starts or resumes a run, or skips it.
     *
     * @return the exit code
     */
    static int work(PlannedRun run, PathOptions paths, PrintWriter out, PrintWriter err) throws IOException {
        RunFolders folders = new RunFolders(paths.home(), run.name());
        RunStatus status = RunSummary.status(folders);
        if (status.isFinal()) {
            out.println(run.name() + " is " + status);
            return ExitCode.DONE;
        }
        if (status == RunStatus.PENDING) {
            return new InterruptibleRun(out, err).execute(run.experiment(), paths, started -> started.execute(false));
        }
        ResumeRequest request = ResumeRequest.read(folders, List.of());
        return new InterruptibleRun(out, err).execute(request.experiment(), paths, started -> started.resume(request));
    }
}
