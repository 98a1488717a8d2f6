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
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code doctor}: what this machine will train on and how fast; what is wrong and how to mend it. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = {
            "Shows what this machine will train on and how fast, what is wrong and how to mend it.",
            "Natives, kernels and BLAS are proven by timing them; then each experiment is tried out for about ten seconds, and what all of it will take is told.",
            "Nothing is fetched, and nothing written but temporary files, which are removed.",
            "Exit code 1 where something would keep one of the experiments from working."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ncollapse doctor",
            "  ncollapse doctor my.yaml other.yaml            these experiments alone",
            "  ncollapse doctor my.yaml --home /scratch/me    with room for results there?"
        })
final class DoctorCommand implements Callable<Integer> {

    private static final String FOLDER = "experiments";

    @Parameters(
            arity = "0..*",
            paramLabel = "FILE",
            description = "Experiments, YAML; the quick start and those in experiments/ where left out.")
    private List<Path> files = List.of();

    @Mixin
    private PathOptions places;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Experiment> experiments = new ArrayList<>();
        if (files.isEmpty()) {
            experiments.add(RunCommand.readQuickStart(List.of()));
        }
        for (Path file : files.isEmpty() ? shipped() : files) {
            experiments.add(RunCommand.readExperiment(file, List.of()));
        }
        if (LaunchEnvironment.isMissing()) {
            return LaunchEnvironment.relaunch(command);
        }
        DoctorPrinter text = new DoctorPrinter(
                command.commandLine().getOut(), command.commandLine().getErr());
        boolean well = new Doctor(places.home(), places.datasets(), text).run(experiments);
        text.printSummary(well);
        return well ? 0 : 1;
    }

    /** Those beside the command, or in the current folder, but for sweeps; the quick start is in the jar too. */
    private static List<Path> shipped() {
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

    /** By the key that every sweep has, and no experiment. */
    private static boolean isSweep(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.anyMatch(line -> line.startsWith("experiment:"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
