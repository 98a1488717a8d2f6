package org.ncollapse.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.ncollapse.io.BadInputException;
import org.ncollapse.training.DivergedException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ParameterException;

/** The command. */
@Command(
        name = "ncollapse",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        subcommands = {
            RunCommand.class,
            ResumeCommand.class,
            FitCommand.class,
            StatusCommand.class,
            CompareCommand.class,
            ReportCommand.class,
            WatchCommand.class,
            ExportCommand.class,
            UfmCommand.class,
            ReproduceCommand.class,
            MeasureCommand.class,
            SweepCommand.class,
            DataCommand.class,
            DoctorCommand.class,
            HelpCommand.class
        },
        description = "Trains deep classifiers past zero training error and measures neural collapse.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "2:bad input; no result was written",
            "130, 143:interrupted; 'resume' goes on",
            "1:anything else"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ncollapse run                                the quick start, a minute or less",
            "  ncollapse run experiments/mnist-mlp.yaml     an experiment file",
            "  ncollapse run FILE --set training.epochs=20  the same with one value changed",
            "  ncollapse resume NAME                        an interrupted run goes on",
            "  ncollapse fit quick-start                    theory beside a finished run",
            "  ncollapse status                             which runs there are",
            "  ncollapse compare seed-1 seed-2              runs side by side",
            "  ncollapse report quick-start                 the page of a run, or of several",
            "  ncollapse watch NAME                         the same while a run goes on",
            "  ncollapse export quick-start                 tables and notebook for a paper",
            "  ncollapse reproduce                          the paper's models, in one page",
            "  ncollapse measure features.npz               features captured elsewhere",
            "  ncollapse sweep FILE                         many runs, here or on Slurm",
            "  ncollapse data list                          which data sets are here",
            "  ncollapse doctor                             whether runs work here, how fast",
            "  ncollapse run --help                         more on one command"
        })
public final class Main {

    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int BAD_INPUT = 2;

    private Main() {}

    /** Runs a command and exits with its code. */
    public static void main(String[] arguments) {
        System.exit(execute(arguments));
    }

    static int execute(String... arguments) {
        CommandLine command = commandLine();
        if (arguments.length == 0) {
            command.usage(command.getOut());
            return DONE;
        }
        try {
            return command.execute(arguments);
        } catch (Error e) { // The handlers below hear of exceptions only.
            return printError(e, command.getErr());
        }
    }

    static CommandLine commandLine() {
        CommandLine command = new CommandLine(new Main());
        // Formulas need more than ASCII, whatever the locale says; a pipe and today's terminals take UTF-8.
        command.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
        command.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        command.setParameterExceptionHandler(Main::explainUsage);
        command.setExecutionExceptionHandler((exception, failed, parsed) -> printError(exception, failed.getErr()));
        return command;
    }

    private static int explainUsage(ParameterException exception, String[] arguments) {
        CommandLine failed = exception.getCommandLine();
        // What was typed may hold anything; and which class would not take it helps nobody.
        String said = exception
                .getMessage()
                .lines()
                .findFirst()
                .orElse("")
                .replaceAll(" to \\w+ [\\w.]+ \\(java\\..*\\)", "");
        failed.getErr()
                .println("ncollapse: " + new BadInputException(said).getMessage() + "; see '"
                        + failed.getCommandSpec().qualifiedName() + " --help'");
        return BAD_INPUT;
    }

    /** Says what went wrong, in one line where it is the user's to mend, and gives the exit code. */
    static int printError(Throwable thrown, PrintWriter err) {
        if (thrown instanceof BadInputException) {
            err.println("ncollapse: " + thrown.getMessage());
            return BAD_INPUT;
        }
        if (thrown instanceof DivergedException) {
            err.println("ncollapse: " + thrown.getMessage());
        } else if (thrown instanceof OutOfMemoryError) {
            err.println("ncollapse: out of memory (" + thrown.getMessage() + "); Java may take "
                    + (Runtime.getRuntime().maxMemory() >> 20)
                    + " MiB here: give it more (JAVA_TOOL_OPTIONS=-Xmx8g), or the network less width or fewer images");
        } else if (thrown instanceof IOException || thrown instanceof UncheckedIOException) {
            err.println("ncollapse: a file could not be read or written: " + withReason(thrown));
        } else {
            err.println("ncollapse: this should not have happened; please report it with what follows");
            thrown.printStackTrace(err);
        }
        return FAILED;
    }

    /** A failure that says what it was about, and the one behind it that says why. */
    private static String withReason(Throwable thrown) {
        Throwable reason = thrown;
        while (reason.getCause() != null) {
            reason = reason.getCause();
        }
        return thrown.toString().contains(String.valueOf(reason.getMessage()))
                ? thrown.toString()
                : thrown + ": " + reason;
    }
}
