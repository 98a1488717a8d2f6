package org.ncollapse.cli;

import org.ncollapse.spec.BadInputException;
import org.ncollapse.training.DivergedException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ParameterException;

/** The command. */
@Command(name = "ncollapse", mixinStandardHelpOptions = true, versionProvider = Version.class,
        subcommands = {RunCommand.class, DataCommand.class, HelpCommand.class},
        description = "Trains deep classifiers past zero training error and measures neural collapse.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "2:bad input; nothing was written", "130, 143:interrupted", "1:anything else"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  ncollapse run                                  the built-in quick start, about two minutes",
            "  ncollapse run experiments/mnist-mlp.yaml       an experiment file",
            "  ncollapse run FILE --set training.epochs=20    the same with one value changed",
            "  ncollapse data list                            which data sets are here",
            "  ncollapse run --help                           more on one command"})
public final class Main {

    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int BAD_INPUT = 2;

    private Main() {
    }

    /** Runs a command and exits with its code. */
    public static void main(String[] arguments) {
        System.exit(execute(arguments));
    }

    static int execute(String... arguments) {
        CommandLine command = new CommandLine(new Main());
        command.setCaseInsensitiveEnumValuesAllowed(true);
        command.setParameterExceptionHandler(Main::explainUsage);
        command.setExecutionExceptionHandler((exception, failed, parsed) -> explain(exception, failed));
        command.setUsageHelpAutoWidth(true);
        if (arguments.length == 0) {
            command.usage(command.getOut());
            return DONE;
        }
        return command.execute(arguments);
    }

    private static int explainUsage(ParameterException exception, String[] arguments) {
        CommandLine failed = exception.getCommandLine();
        failed.getErr().println("ncollapse: " + exception.getMessage().lines().findFirst().orElse("")
                + "; see '" + failed.getCommandSpec().qualifiedName() + " --help'");
        return BAD_INPUT;
    }

    private static int explain(Exception exception, CommandLine failed) {
        if (exception instanceof BadInputException) {
            failed.getErr().println("ncollapse: " + exception.getMessage());
            return BAD_INPUT;
        }
        if (exception instanceof DivergedException) {
            failed.getErr().println("ncollapse: " + exception.getMessage());
            return FAILED;
        }
        failed.getErr().println("ncollapse: this should not have happened; please report it with what follows");
        exception.printStackTrace(failed.getErr());
        return FAILED;
    }
}
