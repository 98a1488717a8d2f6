package org.ncollapse.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.ncollapse.io.BadInputException;
import org.ncollapse.metrics.PublishedCode;
import org.ncollapse.network.kernel.cuda.driver.GpuMemoryException;
import org.ncollapse.spec.ObjectiveSpec.Loss;
import org.ncollapse.spec.UfmModelName;
import org.ncollapse.training.DivergedException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ParameterException;

/** The {@code ncollapse} command. */
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
            MlflowCommand.class,
            UfmCommand.class,
            ReproduceCommand.class,
            MeasureCommand.class,
            SweepCommand.class,
            DataCommand.class,
            DoctorCommand.class,
            NvrtcCommand.class,
            HelpCommand.class
        },
        description = "Trains deep classifiers past zero training error and measures neural collapse.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "2:bad input; no result was written",
            "130, 143:interrupted; continue with 'resume'",
            "1:anything else"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ncollapse run                                the quick start, a minute or less",
            "  ncollapse run experiments/mnist-mlp.yaml     an experiment file",
            "  ncollapse run FILE --set training.epochs=20  the same with one value changed",
            "  ncollapse resume NAME                        continues an interrupted run",
            "  ncollapse fit quick-start                    fits the UFM models to a run",
            "  ncollapse status                             lists runs and their status",
            "  ncollapse compare seed-1 seed-2              compares runs",
            "  ncollapse report quick-start                 the page of runs",
            "  ncollapse watch NAME                         the live page of a running run",
            "  ncollapse export quick-start                 tables, notebook for a paper",
            "  ncollapse mlflow NAME --store mlruns         runs for MLflow",
            "  ncollapse reproduce                          the paper's models on one page",
            "  ncollapse measure features.npz               measures external features",
            "  ncollapse sweep FILE                         many runs, local or on Slurm",
            "  ncollapse data list                          lists data sets and their state",
            "  ncollapse doctor                             checks this machine, times runs",
            "  ncollapse run --help                         more on one command"
        })
public final class Main {

    private Main() {}

    /** Runs a command and exits with its code. */
    public static void main(String[] arguments) {
        // Figures are drawn into files. A DISPLAY that cannot be opened, as after ssh, must not matter.
        System.setProperty("java.awt.headless", "true");
        // Through SLF4J JavaCPP logs errors only. By itself it would warn that bindings are older than JavaCPP.
        System.setProperty("org.bytedeco.javacpp.logger", "slf4j");
        String limit = OpenFileLimit.problem().orElse(null);
        if (limit != null) {
            System.err.println("ncollapse: " + limit);
            System.exit(ExitCode.FAILED);
        }
        LaunchEnvironment.exitWithParent();
        StandardOutput output = StandardOutput.install();
        int code = execute(arguments);
        String failure = output.failure().orElse(null);
        if (failure != null) {
            System.err.println("ncollapse: standard output could not be written: " + failure);
        }
        System.exit(code == ExitCode.DONE && failure != null ? ExitCode.FAILED : code);
    }

    static int execute(String... arguments) {
        CommandLine command = commandLine();
        if (arguments.length == 0) {
            command.usage(command.getOut());
            return ExitCode.DONE;
        }
        try {
            return command.execute(arguments);
        } catch (Error e) { // The handlers of picocli get exceptions only.
            return printError(e, command.getErr());
        } finally {
            command.getOut().flush();
        }
    }

    static CommandLine commandLine() {
        CommandLine command = new CommandLine(new Main());
        // Formulas need Unicode. Terminals and pipes take UTF-8 even where the locale says otherwise.
        command.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
        command.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        EnumConverter.register(command, Loss.class);
        EnumConverter.register(command, PublishedCode.class);
        EnumConverter.register(command, UfmModelName.class);
        EnumConverter.register(command, SweepCommand.Launcher.class);
        command.setParameterExceptionHandler(Main::printUsageError);
        command.setExecutionExceptionHandler((exception, failed, parsed) -> printError(exception, failed.getErr()));
        return command;
    }

    private static int printUsageError(ParameterException exception, String[] arguments) {
        exception.getCommandLine().getErr().println("ncollapse: " + UsageErrorMessage.of(exception));
        return ExitCode.BAD_INPUT;
    }

    /** Prints an error, in one line unless it is a bug of the program, and returns the exit code. */
    static int printError(Throwable thrown, PrintWriter err) {
        if (thrown instanceof BadInputException) {
            err.println("ncollapse: " + thrown.getMessage());
            return ExitCode.BAD_INPUT;
        }
        Optional<String> encoding = FileErrorMessage.ofEncoding(thrown);
        if (encoding.isPresent()) {
            err.println("ncollapse: " + encoding.get());
            return ExitCode.BAD_INPUT;
        }
        Optional<String> nativeLibrary = FileErrorMessage.ofNativeLibrary(thrown);
        if (nativeLibrary.isPresent()) {
            err.println("ncollapse: " + nativeLibrary.get());
        } else if (thrown instanceof DivergedException || thrown instanceof GpuMemoryException) {
            err.println("ncollapse: " + thrown.getMessage());
        } else if (thrown instanceof OutOfMemoryError) {
            err.println("ncollapse: out of memory (" + thrown.getMessage() + "); Java's limit is "
                    + (Runtime.getRuntime().maxMemory() >> 20)
                    + " MiB: raise it (JAVA_TOOL_OPTIONS=-Xmx8g), or use a narrower network or fewer images");
        } else if (thrown instanceof IOException
                || thrown instanceof UncheckedIOException
                || FileErrorMessage.isCauseOf(thrown)) {
            err.println("ncollapse: " + FileErrorMessage.of(thrown));
        } else {
            err.println("ncollapse: internal error; please report it with this stack trace");
            thrown.printStackTrace(err);
        }
        return ExitCode.FAILED;
    }
}
