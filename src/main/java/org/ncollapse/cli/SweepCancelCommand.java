package org.ncollapse.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.experiment.sweep.SweepCancellation;
import org.ncollapse.experiment.sweep.SweepManifest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sweep cancel}: stops a running sweep. */
@Command(
        name = "cancel",
        mixinStandardHelpOptions = true,
        description = {
            "Stops a running sweep, on this machine or on Slurm: runs save checkpoints, and pending runs do not start.",
            "Continue with 'ncollapse sweep FILE'."
        },
        footerHeading = "%nExamples:%n",
        footer = "  ncollapse sweep cancel mnist-weight-decay")
final class SweepCancelCommand implements Callable<Integer> {

    @Mixin
    private SweepArgument sweep;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws IOException {
        RunFolders folders = sweep.folders();
        SweepCancellation.cancel(SweepManifest.read(folders), folders)
                .forEach(command.commandLine().getOut()::println);
        return ExitCode.DONE;
    }
}
