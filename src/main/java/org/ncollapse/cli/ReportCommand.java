package org.ncollapse.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.ncollapse.experiment.results.RunReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code report}: the page of one run, or of several side by side. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = {
            "Writes one HTML file that shows a run, or several side by side, and opens anywhere without a network.",
            "Of one run it is notebooks-export/NAME/report.html, which run writes at its end too; of several notebooks-export/report-NAMES.html.",
            "Runs that differ in their seeds alone are drawn as their mean and a band."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ncollapse report quick-start",
            "  ncollapse report seed-1 seed-2 seed-3",
            "  ncollapse report mnist-mlp mnist-resnet18 --home /scratch/me"
        })
final class ReportCommand implements Callable<Integer> {

    @Mixin
    private RunArguments runs;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws IOException {
        Path page = RunReport.write(runs.home(), runs.names());
        command.commandLine().getOut().println("Done: " + page);
        return 0;
    }
}
