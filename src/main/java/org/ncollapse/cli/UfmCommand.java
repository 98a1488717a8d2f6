package org.ncollapse.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ufm}: the theory beside the network. */
@Command(
        name = "ufm",
        mixinStandardHelpOptions = true,
        subcommands = {UfmPredictCommand.class, UfmSimulateCommand.class},
        usageHelpWidth = 100,
        description = "Unconstrained features models: what theory says of a network's features.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ncollapse ufm predict --model plain --classes 4 --samples-per-class 50 --lambda-w .005 --lambda-h .005",
            "  ncollapse ufm simulate experiments/paper/plain.yaml"
        })
final class UfmCommand implements Runnable {

    @Spec
    private CommandSpec command;

    @Override
    public void run() {
        command.commandLine().usage(command.commandLine().getOut());
    }
}
