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

/** {@code compare}: runs side by side. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        description = {
            "Lays runs side by side: the settings in which they differ, and what was measured last of each, on the training split.",
            "At the right stand the mean and the standard deviation over the runs. 'ncollapse report' draws the same runs on one page."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  ncollapse compare seed-1 seed-2 seed-3", "  ncollapse compare mnist-mlp mnist-resnet18 --csv"})
final class CompareCommand implements Callable<Integer> {

    @Mixin
    private RunArguments runs;

    @Option(names = "--csv", description = "Prints CSV: every measure of both splits, every digit.")
    private boolean csv;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws IOException {
        List<RunSummary> standings = runs.summaries();
        StatusCommand.print(
                csv ? RunComparison.fullTable(standings) : RunComparison.comparisonTable(standings), csv, command);
        return 0;
    }
}
