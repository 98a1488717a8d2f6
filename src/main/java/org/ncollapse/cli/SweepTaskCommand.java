package org.ncollapse.cli;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.ncollapse.experiment.results.RunSummary;
import org.ncollapse.experiment.run.ResumeRequest;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.experiment.sweep.SweepManifest;
import org.ncollapse.io.BadInputException;
import org.ncollapse.spec.RunName;
import org.ncollapse.spec.Sweep.PlannedRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code sweep task}: what a process of a sweep does, here and as a task of Slurm's. Whatever came between, the run's
 * results are the same.
 */
@Command(
        name = "task",
        mixinStandardHelpOptions = true,
        hidden = true,
        description =
                "Brings one run of a sweep to its end: begins it, goes on with it, or leaves it as it is if it has come to it.",
        footerHeading = "%nExamples:%n",
        footer = "  ncollapse sweep task mnist-weight-decay 0")
final class SweepTaskCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "NAME", description = "The sweep's name.")
    private String name;

    @Parameters(index = "1", paramLabel = "RUN", description = "The run's place in the sweep's list, from 0.")
    private int index;

    @Mixin
    private PathOptions places;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws IOException {
        RunName.requireValid(name);
        List<PlannedRun> runs =
                SweepManifest.read(new RunFolders(places.home(), name)).sweep().runs();
        if (index < 0 || index >= runs.size()) {
            throw new BadInputException(
                    "the sweep '" + name + "' has runs 0 to " + (runs.size() - 1) + ", and none " + index);
        }
        PlannedRun run = runs.get(index);
        RunFolders folders = new RunFolders(places.home(), run.name());
        String status = RunSummary.status(folders);
        if (RunSummary.isFinal(status)) {
            command.commandLine().getOut().println(run.name() + " is " + status);
            return 0;
        }
        if (status.equals(RunSummary.PENDING)) {
            return new InterruptibleRun()
                    .execute(run.experiment(), places, command.commandLine(), begun -> begun.execute(false));
        }
        ResumeRequest resumption = ResumeRequest.read(folders, List.of());
        return new InterruptibleRun()
                .execute(resumption.experiment(), places, command.commandLine(), begun -> begun.resume(resumption));
    }
}
