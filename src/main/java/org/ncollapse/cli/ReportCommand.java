package org.ncollapse.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.ncollapse.experiment.RunReport;
import org.ncollapse.spec.RunName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code report}: the page of one run, or of several side by side. */
@Command(name = "report", mixinStandardHelpOptions = true,
        description = {"Writes one HTML file that shows a run, or several side by side, and opens anywhere without a network.",
            "Of one run it is notebooks-export/NAME/report.html, which run writes at its end too; of several notebooks-export/report-NAMES.html.",
            "Runs that differ in their seeds alone are drawn as their mean and a band."},
        footerHeading = "%nExamples:%n",
        footer = {
            "  ncollapse report quick-start",
            "  ncollapse report seed-1 seed-2 seed-3",
            "  ncollapse report mnist-mlp mnist-resnet18 --home /scratch/me"})
final class ReportCommand implements Callable<Integer> {

    @Parameters(arity = "1..*", paramLabel = "NAME", description = "Runs' names, as their experiment files give them.")
    private List<String> names;

    @Mixin
    private Home home;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws IOException {
        names.forEach(RunName::require);
        Path page = RunReport.write(home.folder(), names.stream().distinct().toList());
        command.commandLine().getOut().println("Done: " + page);
        return 0;
    }
}
