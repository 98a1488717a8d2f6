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

/** {@code reproduce}: the paper's figures of the models, beside the closed forms. */
@Command(
        name = "reproduce",
        mixinStandardHelpOptions = true,
        description = {
            "Lays gradient descent on the paper's models beside their closed forms, in one page.",
            "Runs experiments/paper/, half a minute in all, and writes notebooks-export/reproduce/index.html."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  ncollapse reproduce", "  ncollapse reproduce --overwrite --home /scratch/me"})
final class ReproduceCommand implements Callable<Integer> {

    private static final List<String> FILES =
            List.of("plain.yaml", "plain-bias.yaml", "extended-linear.yaml", "extended-relu.yaml");

    @Option(names = "--overwrite", description = "Removes the results of an earlier time.")
    private boolean overwrite;

    @Mixin
    private HomeOption home;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<SimulationSpec> simulations = new ArrayList<>();
        for (String file : FILES) {
            simulations.add(SimulationReader.read("the built-in paper/" + file, text(file), List.of()));
        }
        if (LaunchEnvironment.isMissing()) { // OpenBLAS takes its kernels from it.
            return LaunchEnvironment.relaunch(command);
        }
        PrintWriter err = command.commandLine().getErr();
        Path page = new Reproduction(
                        home.folder(), simulations, simulation -> new SimulationProgressPrinter(simulation, err))
                .execute(overwrite);
        command.commandLine().getOut().println("Done: " + page);
        return 0;
    }

    private static String text(String file) throws IOException {
        try (InputStream resource = ReproduceCommand.class.getResourceAsStream("experiments/paper/" + file)) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
