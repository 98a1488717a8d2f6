package org.ncollapse.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.ncollapse.data.Datasets;
import org.ncollapse.experiment.ExperimentRun;
import org.ncollapse.experiment.RunFolders;
import org.ncollapse.spec.BadInputException;
import org.ncollapse.spec.Experiment;
import org.ncollapse.spec.ExperimentReader;
import org.ncollapse.training.EpochOutcome;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code run}: one experiment. */
@Command(name = "run", mixinStandardHelpOptions = true,
        description = {"Trains one experiment and measures its features.",
            "Results go to notebooks-export/NAME, the network to models/NAME.zip, NAME as the experiment file gives it."},
        footerHeading = "%nExamples:%n",
        footer = {
            "  ncollapse run",
            "  ncollapse run experiments/mnist-mlp.yaml",
            "  ncollapse run --set name=few-images --set dataset.perClass=50",
            "  ncollapse run my.yaml --set objective.weightDecay=1e-3 --overwrite",
            "  ncollapse run my.yaml --home /scratch/me --datasets /data"})
final class RunCommand implements Callable<Integer> {

    private static final String QUICK_START = "quick-start.yaml";
    private static final long LARGEST_FILE = 1 << 20;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "The experiment, YAML; the built-in quick start where left out.")
    private Path file;

    @Option(names = "--set", paramLabel = "key=value", description = "Lays a value over the file's; the key is dotted. May be repeated.")
    private List<String> overrides = List.of();

    @Option(names = "--overwrite", description = "Removes the results of an earlier run of the same name.")
    private boolean overwrite;

    @Mixin
    private Places places;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Experiment experiment = file == null
                ? ExperimentReader.read("the built-in " + QUICK_START, quickStart(), overrides)
                : ExperimentReader.read(file.toString(), text(file), overrides);
        if (LaunchEnvironment.isMissing()) {
            return LaunchEnvironment.startAgain(command.commandLine().getParent().getParseResult().originalArgs());
        }
        RunFolders folders = new RunFolders(places.home(), experiment.name());
        EpochOutcome outcome;
        try (RunProgress progress = new RunProgress(experiment, command.commandLine().getErr())) {
            outcome = new ExperimentRun(experiment, folders, new Datasets(places.datasets()), progress).execute(overwrite);
        }
        command.commandLine().getOut().println(summary(outcome, folders));
        return 0;
    }

    private static String summary(EpochOutcome outcome, RunFolders folders) {
        String zero = outcome.terminal()
                ? "zero training error from epoch " + outcome.zeroEpoch() + " on"
                : "training error never reached zero, so nothing here is in the terminal phase";
        return """
                Done: %d epochs; %s.
                  figures  %s
                  numbers  %s
                  network  %s""".formatted(outcome.epoch(), zero, folders.figures().resolve("collapse.png"),
                folders.export().resolve("metrics.csv"), folders.model());
    }

    private static String quickStart() throws IOException {
        try (InputStream resource = RunCommand.class.getResourceAsStream("experiments/" + QUICK_START)) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String text(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new BadInputException(file + (Files.exists(file) ? ": not a file" : ": no such file") + "; give an experiment file such as experiments/mnist-mlp.yaml, or none for the quick start");
        }
        if (!Files.isReadable(file) || Files.size(file) > LARGEST_FILE) {
            throw new BadInputException(file + ": an experiment is a readable YAML file of some kilobytes; this one has " + Files.size(file) + " bytes");
        }
        try {
            return Files.readString(file);
        } catch (MalformedInputException e) {
            throw new BadInputException(file + ": not UTF-8 text; give an experiment file in YAML", e);
        }
    }
}
