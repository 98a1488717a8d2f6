package org.ncollapse.cli;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.ncollapse.experiment.results.RunComparison;
import org.ncollapse.experiment.results.RunSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code compare}: compares runs in a table. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        description = {
            "Compares runs: the settings in which they differ and the last metrics of each, on the training split.",
            "The last columns are the mean and the standard deviation over the runs. 'ncollapse report' draws the "
                    + "same runs on one page."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  ncollapse compare seed-1 seed-2 seed-3", "  ncollapse compare mnist-mlp mnist-resnet18 --csv"})
final class CompareCommand implements Callable<Integer> {

    @Mixin
    private RunArguments runs;

    @Option(names = "--csv", description = "Prints CSV: every metric of both splits, all digits.")
    private boolean csv;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws IOException {
        List<RunSummary> summaries = runs.summaries();
        StatusCommand.print(
                csv ? RunComparison.fullTable(summaries) : RunComparison.comparisonTable(summaries), csv, command);
        return ExitCode.DONE;
    }
}
