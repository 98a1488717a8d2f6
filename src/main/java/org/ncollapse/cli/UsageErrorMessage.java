package org.ncollapse.cli;

import java.nio.file.InvalidPathException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.ncollapse.io.BadInputException;
import org.ncollapse.text.Suggestion;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Builds the one-line message for a command line that cannot be parsed: what is wrong, and what was probably meant. */
final class UsageErrorMessage {

    private UsageErrorMessage() {}

    static String of(ParameterException exception) {
        CommandSpec command = exception.getCommandLine().getCommandSpec();
        String wrong = wrongWord(exception);
        String help = "see '" + command.qualifiedName() + " --help'";
        String advice = wrong.isEmpty() ? "; " + help : Suggestion.advice(wrong, validWords(exception), help);
        // Without control characters of the arguments.
        return new BadInputException(problem(exception) + advice).getMessage();
    }

    private static String problem(ParameterException exception) {
        if (isUnknownCommand(exception)) {
            return "unknown command '" + wrongWord(exception) + "'";
        }
        String line = exception.getMessage().lines().findFirst().orElse("");
        boolean isPath = line.contains(InvalidPathException.class.getName());
        // Without Java's class names.
        String message = line.replaceAll(" to \\w+ [\\w.]+ \\(java\\..*\\)", "");
        return isPath && !FileErrorMessage.isAscii(message)
                ? message + ": " + FileErrorMessage.encodingRemedy()
                : message;
    }

    private static boolean isUnknownCommand(ParameterException exception) {
        CommandSpec command = exception.getCommandLine().getCommandSpec();
        return exception instanceof UnmatchedArgumentException
                && !wrongWord(exception).startsWith("-")
                && !command.subcommands().isEmpty()
                && command.positionalParameters().isEmpty();
    }

    private static String wrongWord(ParameterException exception) {
        if (exception instanceof UnmatchedArgumentException unmatched) {
            String word = unmatched.getUnmatched().get(0);
            return word.startsWith("-") ? word.replaceFirst("=.*", "") : word;
        }
        return exception.getValue() == null ? "" : exception.getValue();
    }

    /** Returns the options or commands of which one was misspelled. */
    private static Collection<String> validWords(ParameterException exception) {
        CommandLine command = exception.getCommandLine();
        if (exception instanceof UnmatchedArgumentException
                && wrongWord(exception).startsWith("-")) {
            return command.getCommandSpec().optionsMap().keySet();
        }
        // The command 'help' reports an unknown command with its parent.
        boolean isCommand = isUnknownCommand(exception) || exception.getArgSpec() == null;
        return isCommand ? visibleCommands(command) : List.of();
    }

    /** Returns the names of the subcommands that the help lists. */
    static List<String> visibleCommands(CommandLine command) {
        return command.getSubcommands().entrySet().stream()
                .filter(entry ->
                        !entry.getValue().getCommandSpec().usageMessage().hidden())
                .map(Map.Entry::getKey)
                .toList();
    }
}
