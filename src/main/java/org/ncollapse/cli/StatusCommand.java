package org.ncollapse.cli;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.ncollapse.experiment.results.RunComparison;
import org.ncollapse.experiment.results.RunSummary;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.report.TextTable;
import org.ncollapse.spec.RunName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code status}: which runs there are, and where they stand. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = {
            "Shows which runs there are and where they stand, from their files.",
            "With a name, what came between and what comes next as well.",
            "'died' is a run whose process is no more: 'ncollapse resume NAME' goes on with it, as with one that is 'interrupted' or 'failed'."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  ncollapse status", "  ncollapse status mnist-mlp --home /scratch/me", "  ncollapse status --csv"})
final class StatusCommand implements Callable<Integer> {

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "A run's name; all where left out.")
    private String name;

    @Option(names = "--csv", description = "Prints the table as CSV.")
    private boolean csv;

    @Mixin
    private HomeOption home;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws IOException {
        if (name != null) {
            RunName.requireValid(name);
            RunSummary run = RunSummary.read(new RunFolders(home.folder(), name));
            print(RunComparison.statusTable(List.of(run)), csv, command);
            if (!csv) {
                run.remarks().forEach(remark -> command.commandLine().getOut().println("  " + remark));
                if (!run.nextCommand().isEmpty()) {
                    command.commandLine().getOut().println("Next: " + run.nextCommand());
                }
            }
            return 0;
        }
        List<RunSummary> runs =
                RunSummary.readAll(home.folder(), command.commandLine().getErr()::println);
        if (runs.isEmpty() && !csv) {
            command.commandLine()
                    .getOut()
                    .println("No run has left results in " + home.folder().resolve("notebooks-export")
                            + "; 'ncollapse run' makes the first");
            return 0;
        }
        print(RunComparison.statusTable(runs), csv, command);
        return 0;
    }

    static void print(TextTable sheet, boolean csv, CommandSpec command) {
        if (csv) {
            command.commandLine().getOut().print(sheet.csv());
            command.commandLine().getOut().flush();
        } else {
            sheet.lines().forEach(command.commandLine().getOut()::println);
        }
    }
}
