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

/** {@code status}: lists runs and their status. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = {
            "Lists runs and their status, from their files.",
            "With a name, also shows interruptions and the next command.",
            "A 'crashed' run is one whose process has disappeared. Continue a crashed, interrupted or failed run "
                    + "with 'ncollapse resume NAME'; repeat the command of a measurement or a simulation."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  ncollapse status", "  ncollapse status mnist-mlp --home /scratch/me", "  ncollapse status --csv"})
final class StatusCommand implements Callable<Integer> {

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "A run's name (default: all runs).")
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
            return ExitCode.DONE;
        }
        List<RunSummary> runs =
                RunSummary.readAll(home.folder(), command.commandLine().getErr()::println);
        if (runs.isEmpty() && !csv) {
            command.commandLine()
                    .getOut()
                    .println("No runs in " + home.folder().resolve("notebooks-export")
                            + "; start one with 'ncollapse run'");
            return ExitCode.DONE;
        }
        print(RunComparison.statusTable(runs), csv, command);
        return ExitCode.DONE;
    }

    static void print(TextTable table, boolean csv, CommandSpec command) {
        if (csv) {
            command.commandLine().getOut().print(table.csv());
            command.commandLine().getOut().flush();
        } else {
            table.lines().forEach(command.commandLine().getOut()::println);
        }
    }
}
