package org.ncollapse.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.ncollapse.spec.Experiment;
import org.ncollapse.spec.ExperimentReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code run}: trains the network of one experiment. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = {
            "Trains one experiment and measures its features.",
            "Results go to notebooks-export/NAME, the network to models/NAME.zip. NAME is the name in the experiment "
                    + "file.",
            "Continue an interrupted or crashed run with 'ncollapse resume NAME'."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ncollapse run",
            "  ncollapse run experiments/mnist-mlp.yaml",
            "  ncollapse run --set name=few-images --set dataset.samplesPerClass=50",
            "  ncollapse run my.yaml --set objective.weightDecay=1e-3 --overwrite",
            "  ncollapse run my.yaml --home /scratch/me --datasets /data"
        })
final class RunCommand implements Callable<Integer> {

    static final String QUICK_START = "quick-start.yaml";

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            description = "The experiment file, YAML (default: the built-in quick start).")
    private Path file;

    @Mixin
    private RunOptions options;

    @Mixin
    private PathOptions paths;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Experiment experiment =
                file == null ? readQuickStart(options.overrides()) : readExperiment(file, options.overrides());
        if (LaunchEnvironment.isMissing()) {
            return LaunchEnvironment.relaunch(command);
        }
        return new InterruptibleRun(
                        command.commandLine().getOut(), command.commandLine().getErr())
                .execute(experiment, paths, run -> run.execute(options.overwrite()));
    }

    /** Reads the experiment that is part of the program. */
    static Experiment readQuickStart(List<String> overrides) throws IOException {
        try (InputStream resource = RunCommand.class.getResourceAsStream("experiments/" + QUICK_START)) {
            return ExperimentReader.read(
                    "the built-in " + QUICK_START,
                    new String(resource.readAllBytes(), StandardCharsets.UTF_8),
                    overrides);
        }
    }

    /** Reads the experiment of a file. */
    static Experiment readExperiment(Path file, List<String> overrides) throws IOException {
        return ExperimentReader.read(
                file.toString(),
                YamlFile.read(file, "an experiment", "experiments/mnist-mlp.yaml, or none for the quick start"),
                overrides);
    }
}
