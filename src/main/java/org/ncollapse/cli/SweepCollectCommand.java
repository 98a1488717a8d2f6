package org.ncollapse.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.experiment.sweep.SweepCollection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sweep collect}: collects the results of a sweep's runs into tables, figures and a page. */
@Command(
        name = "collect",
        mixinStandardHelpOptions = true,
        description = {
            "Collects the results of a sweep's runs from their files: runs.csv, means.csv with confidence intervals "
                    + "over seeds,",
            "fits.csv, the phase diagram and other figures, and a page. Unfinished runs are listed and left out; collect "
                    + "again when they are finished."
        },
        footerHeading = "%nExamples:%n",
        footer = "  ncollapse sweep collect mnist-weight-decay")
final class SweepCollectCommand implements Callable<Integer> {

    @Mixin
    private SweepArgument sweep;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws IOException {
        collect(sweep.folders(), command);
        return ExitCode.DONE;
    }

    static void collect(RunFolders folders, CommandSpec command) throws IOException {
        SweepCollection collected;
        try (ProgressPrinter progress =
                new ProgressPrinter(command.commandLine().getErr())) {
            progress.startWithoutBar(0);
            collected = SweepCollection.write(
                    folders,
                    (read, runs) -> progress.step(
                            read,
                            runs,
                            "",
                            () -> folders.name() + ": " + read + " of " + runs + " runs read"
                                    + progress.timeLeft(read, runs)));
        }
        PrintWriter out = command.commandLine().getOut();
        collected.excluded().forEach(out::println);
        out.println("Collected:");
        collected.files().forEach(file -> out.println("  " + file));
    }
}
