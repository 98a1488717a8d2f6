package org.ncollapse.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.ncollapse.experiment.results.RunReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code report}: writes the page of one or several runs. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = {
            "Writes one HTML file that shows a run, or compares several; it needs no network.",
            "For one run it is notebooks-export/NAME/report.html, which 'run' also writes; for several "
                    + "notebooks-export/report-NAMES.html.",
            "The page of several runs has a table that sorts and filters, curves, a scatter plot of any two columns, "
                    + "and means over seeds or over any setting in which the runs differ, with intervals."
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
        PrintWriter err = command.commandLine().getErr();
        Path page = RunReport.write(runs.home(), runs.names(), warning -> err.println("warning: " + warning));
        command.commandLine().getOut().println("Done: " + page);
        return ExitCode.DONE;
    }
}
