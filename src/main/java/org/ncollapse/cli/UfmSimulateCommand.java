package org.ncollapse.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.Callable;
import org.ncollapse.experiment.simulation.SimulationResult;
import org.ncollapse.experiment.simulation.SimulationRun;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.spec.SimulationReader;
import org.ncollapse.spec.SimulationSpec;
import org.ncollapse.text.NumberText;
import org.ncollapse.ufm.PredictionComparison;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ufm simulate}: gradient descent on a model, with the same tables as a run of a network. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        description = {
            "Runs gradient descent on an unconstrained features model.",
            "Results go to notebooks-export/NAME: the tables and figures of a run, and comparison.csv, which compares "
                    + "them with the closed form."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ncollapse ufm simulate experiments/paper/plain.yaml",
            "  ncollapse ufm simulate my.yaml --set model.lambdaH=0.001 --set name=weaker",
            "  ncollapse ufm simulate my.yaml --overwrite --home /scratch/me"
        })
final class UfmSimulateCommand implements Callable<Integer> {

    private static final int DIGITS = 6;
    private static final int ERROR_DIGITS = 2;
    private static final int LARGEST_SHOWN = 3;

    @Parameters(paramLabel = "FILE", description = "The simulation file, YAML.")
    private Path file;

    @Mixin
    private RunOptions options;

    @Mixin
    private HomeOption home;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws IOException, InterruptedException {
        SimulationSpec simulation = SimulationReader.read(
                file.toString(),
                YamlFile.read(file, "a simulation", "experiments/paper/plain.yaml"),
                options.overrides());
        if (LaunchEnvironment.isMissing()) { // OpenBLAS selects its kernels from the environment.
            return LaunchEnvironment.relaunch(command);
        }
        RunFolders folders = new RunFolders(home.folder(), simulation.name());
        SimulationResult result;
        try (SimulationProgressPrinter progress =
                new SimulationProgressPrinter(simulation, command.commandLine().getErr())) {
            result = new SimulationRun(simulation, folders, progress).execute(options.overwrite());
        }
        printSummary(simulation, result, folders, command.commandLine().getOut());
        return ExitCode.DONE;
    }

    private static void printSummary(
            SimulationSpec simulation, SimulationResult result, RunFolders folders, PrintWriter out) {
        out.println("Done: " + simulation.gradientDescent().iterations() + " iterations; "
                + (result.zeroErrorIteration().isEmpty()
                        ? "some samples are still misclassified."
                        : "all samples are classified correctly since iteration "
                                + result.zeroErrorIteration().getAsInt() + "."));
        if (result.widthProblem() != null) {
            out.println("No closed form to compare with: " + result.widthProblem());
        } else {
            out.println("Largest deviations from the closed form:");
            // NaN, the error relative to a predicted zero, is sorted as the largest.
            result.comparisons().stream()
                    .sorted(Comparator.comparingDouble(PredictionComparison::relativeError)
                            .reversed())
                    .limit(LARGEST_SHOWN)
                    .forEach(row -> out.printf(
                            "  %-4s %-16s %s, predicted %s, relative error %s%n",
                            row.layer(),
                            row.quantity(),
                            NumberText.significant(row.observed(), DIGITS),
                            NumberText.significant(row.predicted(), DIGITS),
                            NumberText.significant(row.relativeError(), ERROR_DIGITS)));
        }
        out.println("  page        " + folders.report());
        out.println("  figures     " + folders.figures().resolve("collapse.png"));
        out.println("  metrics     " + folders.export().resolve("metrics.csv"));
        if (result.widthProblem() == null) {
            out.println("  comparison  " + folders.export().resolve("comparison.csv"));
        }
    }
}
