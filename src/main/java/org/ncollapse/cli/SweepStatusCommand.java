package org.ncollapse.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.ncollapse.experiment.sweep.SweepManifest;
import org.ncollapse.experiment.sweep.SweepStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sweep status}: lists the runs of a sweep and their status. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = {
            "Lists the runs of a sweep and their status, from their files. For a sweep on Slurm also shows the queue.",
            "'pending' is a run that has not started; the other words are those of 'ncollapse status'."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ncollapse sweep status mnist-weight-decay",
            "  ncollapse sweep status mnist-weight-decay --csv --home /scratch/me"
        })
final class SweepStatusCommand implements Callable<Integer> {

    @Mixin
    private SweepArgument sweep;

    @Option(names = "--csv", description = "Prints the table as CSV.")
    private boolean csv;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws IOException {
        SweepStatus status = SweepStatus.read(SweepManifest.read(sweep.folders()), sweep.folders());
        StatusCommand.print(status.table(), csv, command);
        if (!csv) {
            command.commandLine().getOut().println(status.summary());
        }
        return ExitCode.DONE;
    }
}
