package org.ncollapse.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.ncollapse.experiment.simulation.Reproduction;
import org.ncollapse.spec.SimulationReader;
import org.ncollapse.spec.SimulationSpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code reproduce}: simulates the paper's models and compares them with the closed forms. */
@Command(
        name = "reproduce",
        mixinStandardHelpOptions = true,
        description = {
            "Compares gradient descent on the paper's models with their closed forms, on one page.",
            "Runs the files of experiments/paper/, which takes half a minute, and writes "
                    + "notebooks-export/reproduce/index.html."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  ncollapse reproduce", "  ncollapse reproduce --overwrite --home /scratch/me"})
final class ReproduceCommand implements Callable<Integer> {

    private static final List<String> FILES =
            List.of("plain.yaml", "plain-bias.yaml", "extended-linear.yaml", "extended-relu.yaml");

    @Option(names = "--overwrite", description = "Removes the results of an earlier reproduction.")
    private boolean overwrite;

    @Mixin
    private HomeOption home;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<SimulationSpec> simulations = new ArrayList<>();
        for (String file : FILES) {
            simulations.add(SimulationReader.read("the built-in paper/" + file, read(file), List.of()));
        }
        if (LaunchEnvironment.isMissing()) { // OpenBLAS chooses its kernels by it.
            return LaunchEnvironment.relaunch(command);
        }
        PrintWriter err = command.commandLine().getErr();
        Path page = new Reproduction(
                        home.folder(), simulations, simulation -> new SimulationProgressPrinter(simulation, err))
                .execute(overwrite);
        command.commandLine().getOut().println("Done: " + page);
        return ExitCode.DONE;
    }

    private static String read(String file) throws IOException {
        try (InputStream resource = ReproduceCommand.class.getResourceAsStream("experiments/paper/" + file)) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
