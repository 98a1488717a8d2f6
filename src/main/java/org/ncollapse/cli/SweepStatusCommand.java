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

/** {@code sweep status}: where the runs of a sweep stand. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = {
            "Shows where each run of a sweep stands, from its files; of one on Slurm what the queue says, too.",
            "'waiting' is a run that has not begun; the other words are those of 'ncollapse status'."
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
        SweepStatus standing = SweepStatus.read(SweepManifest.read(sweep.folders()), sweep.folders());
        StatusCommand.print(standing.table(), csv, command);
        if (!csv) {
            command.commandLine().getOut().println(standing.summary());
        }
        return 0;
    }
}
