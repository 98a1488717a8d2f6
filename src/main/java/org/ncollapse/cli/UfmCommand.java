package org.ncollapse.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ufm}: unconstrained features models without a network. */
@Command(
        name = "ufm",
        mixinStandardHelpOptions = true,
        subcommands = {UfmPredictCommand.class, UfmSimulateCommand.class},
        usageHelpWidth = 110,
        description = "Unconstrained features models: closed forms and gradient descent.",
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
