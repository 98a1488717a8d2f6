package org.ncollapse.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.ncollapse.experiment.doctor.Doctor;
import org.ncollapse.spec.Experiment;
import org.ncollapse.spec.SweepReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code doctor}: checks this machine and estimates the time of experiments. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = {
            "Shows what this machine trains on and how fast, and suggests a fix for each problem.",
            "Times native libraries, kernels and BLAS; then trains each experiment for about ten seconds and "
                    + "estimates its time and memory.",
            "Downloads nothing and writes only temporary files, which are removed.",
            "Exit code 1 if a problem would make one of the experiments fail."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ncollapse doctor",
            "  ncollapse doctor my.yaml other.yaml            only these experiments",
            "  ncollapse doctor my.yaml --home /scratch/me    checks the free space there"
        })
final class DoctorCommand implements Callable<Integer> {

    private static final String FOLDER = "experiments";

    @Parameters(
            arity = "0..*",
            paramLabel = "FILE",
            description = "Experiment files, YAML (default: the quick start and those in experiments/).")
    private List<Path> files = List.of();

    @Mixin
    private PathOptions paths;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Experiment> experiments = new ArrayList<>();
        if (files.isEmpty()) {
            experiments.add(RunCommand.readQuickStart(List.of()));
        }
        for (Path file : files.isEmpty() ? bundled() : files) {
            experiments.add(RunCommand.readExperiment(file, List.of()));
        }
        if (LaunchEnvironment.isMissing()) {
            return LaunchEnvironment.relaunch(command);
        }
        DoctorPrinter printer = new DoctorPrinter(
                command.commandLine().getOut(), command.commandLine().getErr());
        boolean passed = new Doctor(paths.home(), paths.datasets(), printer).run(experiments);
        printer.printSummary(passed);
        return passed ? ExitCode.DONE : ExitCode.FAILED;
    }

    /**
     * Returns the experiment files of the program's folder, or of the current one. The quick start is read from the
     * jar.
     */
    private static List<Path> bundled() {
        String root = System.getenv("NCOLLAPSE_HOME");
        Path folder = Path.of(root == null ? "" : root, FOLDER);
        if (!Files.isDirectory(folder)) {
            folder = Path.of(FOLDER);
        }
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> found = Files.list(folder)) {
            return found.filter(file -> file.toString().endsWith(".yaml")
                            && !file.endsWith(RunCommand.QUICK_START)
                            && !isSweep(file))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isSweep(Path file) {
        try {
            return SweepReader.isSweep(
                    file.toString(), YamlFile.read(file, "an experiment", "experiments/mnist-mlp.yaml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
