package org.ncollapse.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.ncollapse.experiment.simulation.SimulationResult;
import org.ncollapse.experiment.simulation.SimulationRun;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.spec.SimulationReader;
import org.ncollapse.spec.SimulationSpec;
import org.ncollapse.ufm.PredictionComparison;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ufm simulate}: gradient descent on a model, recorded as if it were a network's run. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        description = {
            "Follows gradient descent on an unconstrained features model.",
            "Results go to notebooks-export/NAME: a network's tables and figures, and comparison.csv beside the closed form."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ncollapse ufm simulate experiments/paper/plain.yaml",
            "  ncollapse ufm simulate my.yaml --set model.lambdaH=0.001 --set name=weaker",
            "  ncollapse ufm simulate my.yaml --overwrite --home /scratch/me"
        })
final class UfmSimulateCommand implements Callable<Integer> {

    private static final int WORST = 3;

    @Parameters(paramLabel = "FILE", description = "The simulation, YAML.")
    private Path file;

    @Mixin
    private RunOptions settings;

    @Mixin
    private HomeOption home;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws IOException, InterruptedException {
        SimulationSpec simulation = SimulationReader.read(
                file.toString(),
                YamlFile.read(file, "a simulation", "experiments/paper/plain.yaml"),
                settings.overrides());
        if (LaunchEnvironment.isMissing()) { // OpenBLAS takes its kernels from it.
            return LaunchEnvironment.relaunch(command);
        }
        RunFolders folders = new RunFolders(home.folder(), simulation.name());
        SimulationResult simulated;
        try (SimulationProgressPrinter progress =
                new SimulationProgressPrinter(simulation, command.commandLine().getErr())) {
            simulated = new SimulationRun(simulation, folders, progress).execute(settings.overwrite());
        }
        summarise(simulation, simulated, folders, command.commandLine().getOut());
        return 0;
    }

    private static void summarise(
            SimulationSpec simulation, SimulationResult simulated, RunFolders folders, PrintWriter out) {
        out.println("Done: " + simulation.gradientDescent().iterations() + " iterations; "
                + (simulated.zeroErrorIteration() == null
                        ? "some samples are still misclassified."
                        : "no sample is misclassified from iteration " + simulated.zeroErrorIteration() + " on."));
        if (simulated.tooNarrow() != null) {
            out.println("No closed form to compare with: " + simulated.tooNarrow());
        } else {
            out.println("Farthest from the closed form:");
            // NaN, an error relative to a predicted zero, counts as the largest.
            simulated.comparisons().stream()
                    .sorted(Comparator.comparingDouble(PredictionComparison::relativeError)
                            .reversed())
                    .limit(WORST)
                    .forEach(row -> out.printf(
                            Locale.ROOT,
                            "  %-4s %-16s %.6g, predicted %.6g, relative error %.2g%n",
                            row.layer(),
                            row.quantity(),
                            row.observed(),
                            row.predicted(),
                            row.relativeError()));
        }
        out.println("  page     " + folders.report());
        out.println("  figures  " + folders.figures().resolve("collapse.png"));
        out.println("  numbers  " + folders.export().resolve("metrics.csv"));
        if (simulated.tooNarrow() == null) {
            out.println("  theory   " + folders.export().resolve("comparison.csv"));
        }
    }
}
