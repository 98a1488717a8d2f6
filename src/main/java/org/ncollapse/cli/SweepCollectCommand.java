package org.ncollapse.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.experiment.sweep.SweepCollection;
import org.ncollapse.text.NumberText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sweep collect}: the results of a sweep's runs in one table, one figure and one page. */
@Command(
        name = "collect",
        mixinStandardHelpOptions = true,
        description = {
            "Collects what the runs of a sweep have measured, from their files: runs.csv, means.csv with confidence intervals over seeds,",
            "the phase diagram, and a page. Runs that are not finished are named and left out; collect again when they are."
        },
        footerHeading = "%nExamples:%n",
        footer = "  ncollapse sweep collect mnist-weight-decay")
final class SweepCollectCommand implements Callable<Integer> {

    private static final long LINE_EVERY = 5_000_000_000L;

    @Mixin
    private SweepArgument sweep;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws IOException {
        collect(sweep.folders(), command);
        return 0;
    }

    static void collect(RunFolders folders, CommandSpec command) throws IOException {
        PrintWriter err = command.commandLine().getErr();
        long begun = System.nanoTime();
        long[] said = {begun};
        SweepCollection collected = SweepCollection.write(folders, (runs, all) -> {
            if (System.nanoTime() - said[0] > LINE_EVERY) {
                said[0] = System.nanoTime();
                double perRun = (System.nanoTime() - begun) * 1e-9 / runs;
                err.println(folders.name() + ": " + runs + " of " + all + " runs read, "
                        + NumberText.duration(perRun * (all - runs)) + " left");
            }
        });
        PrintWriter out = command.commandLine().getOut();
        collected.excluded().forEach(out::println);
        out.println("Collected:");
        collected.files().forEach(file -> out.println("  " + file));
    }
}
