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

/** {@code run}: one experiment. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = {
            "Trains one experiment and measures its features.",
            "Results go to notebooks-export/NAME, the network to models/NAME.zip, NAME as the experiment file gives it.",
            "A run that is interrupted or dies goes on with 'ncollapse resume NAME'."
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
            description = "The experiment, YAML; the built-in quick start where left out.")
    private Path file;

    @Mixin
    private RunOptions settings;

    @Mixin
    private PathOptions places;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Experiment experiment =
                file == null ? readQuickStart(settings.overrides()) : readExperiment(file, settings.overrides());
        if (LaunchEnvironment.isMissing()) {
            return LaunchEnvironment.relaunch(command);
        }
        return new InterruptibleRun()
                .execute(experiment, places, command.commandLine(), run -> run.execute(settings.overwrite()));
    }

    /** The one that comes with the program. */
    static Experiment readQuickStart(List<String> overrides) throws IOException {
        try (InputStream resource = RunCommand.class.getResourceAsStream("experiments/" + QUICK_START)) {
            return ExperimentReader.read(
                    "the built-in " + QUICK_START,
                    new String(resource.readAllBytes(), StandardCharsets.UTF_8),
                    overrides);
        }
    }

    /** That of a file. */
    static Experiment readExperiment(Path file, List<String> overrides) throws IOException {
        return ExperimentReader.read(
                file.toString(),
                YamlFile.read(file, "an experiment", "experiments/mnist-mlp.yaml, or none for the quick start"),
                overrides);
    }
}
