package org.ncollapse.experiment.simulation;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.ncollapse.capture.FeatureFileWriter;
import org.ncollapse.experiment.results.RunReport;
import org.ncollapse.experiment.store.Machine;
import org.ncollapse.experiment.store.Manifest;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.experiment.store.RunLock;
import org.ncollapse.experiment.store.Software;
import org.ncollapse.io.BadInputException;
import org.ncollapse.metrics.CollapseMetrics;
import org.ncollapse.report.table.PredictionComparisonTable;
import org.ncollapse.report.table.RunTablesWriter;
import org.ncollapse.spec.SimulationReader;
import org.ncollapse.spec.SimulationSpec;
import org.ncollapse.training.DivergedException;
import org.ncollapse.ufm.GradientDescent;
import org.ncollapse.ufm.Objective;
import org.ncollapse.ufm.Observation;
import org.ncollapse.ufm.PredictionComparison;
import org.ncollapse.ufm.UfmModel;
import org.ncollapse.ufm.UfmModelFactory;
import org.ncollapse.ufm.UfmState;

/** One simulation from its file to its figures: gradient descent on a model, recorded as if it were a network's run. */
public final class SimulationRun {

    private static final List<String> MEASUREMENT = List.of(
            "epoch counts iterations of gradient descent; the model's samples are the training split, and there is no other",
            "penultimate is the head's input, previous the layer before it",
            "objective holds the features' penalty too, as the model's does",
            "the global mean is the mean of the class means, whatever the classes' sizes",
            "everything in double precision",
            "standard deviations are the population's");

    private final SimulationSpec simulation;
    private final RunFolders folders;
    private final SimulationListener listener;
    private final long begun = System.nanoTime();
    private double descending;
    private int reached;

    /**
     * A simulation that has not begun.
     *
     * @param folders where its results go
     * @param listener hears how it goes on, on the thread that calls {@link #execute}
     */
    public SimulationRun(SimulationSpec simulation, RunFolders folders, SimulationListener listener) {
        this.simulation = simulation;
        this.folders = folders;
        this.listener = listener;
    }

    /**
     * Descends, measures, writes, draws, and lays the end beside the closed form ({@code comparison.csv}).
     *
     * @param overwrite whether the files of an earlier run of the name may be removed
     * @throws BadInputException where there is such a run and it may not; nothing is written then
     * @throws DivergedException where the objective stopped being finite; what was recorded until then is kept and
     *     drawn
     */
    public SimulationResult execute(boolean overwrite) throws IOException {
        RunLock.requireFree(folders);
        folders.requireUnused(overwrite);
        UfmModel model = UfmModelFactory.of(simulation.model());
        try (RunLock lock = RunLock.acquire(folders)) {
            folders.requireUnused(overwrite); // Another may have begun meanwhile.
            return simulate(model);
        }
    }

    private SimulationResult simulate(UfmModel model) throws IOException {
        folders.deleteResults();
        Files.createDirectories(folders.export());
        Manifest manifest = new Manifest(
                simulation.name(),
                "running",
                null,
                Manifest.now(),
                null,
                null,
                SimulationReader.toJson(simulation),
                null,
                null,
                new Objective(model).size(),
                Software.withoutNetwork(),
                Machine.current(),
                List.of(),
                MEASUREMENT,
                new Manifest.Progress(0, null, 0, 0),
                List.of());
        manifest.write(folders.manifest());
        SimulationResult simulated;
        try {
            simulated = descend(model);
            PredictionComparisonTable.write(folders.export(), simulated.comparisons());
            listener.stageStarted("drawing figures");
            RunReport.draw(folders, manifest);
        } catch (RuntimeException | IOException | Error e) {
            endEarly(manifest, e);
            throw e;
        }
        end(manifest, "finished", null, simulated.zeroErrorIteration());
        RunReport.write(folders, Manifest.read(folders.manifest()));
        return simulated;
    }

    private SimulationResult descend(UfmModel model) throws IOException {
        UfmState start = UfmState.gaussian(model, simulation.gradientDescent().initialStd(), simulation.seed());
        GradientDescent descent =
                new GradientDescent(model, start, simulation.gradientDescent().learningRate());
        try (RunTablesWriter tables = new RunTablesWriter(folders.export())) {
            SimulationRecorder recorder = new SimulationRecorder(
                    model,
                    simulation.gradientDescent().learningRate(),
                    tables,
                    new FeatureFileWriter(folders.export()));
            CollapseMetrics metrics = null;
            for (int iteration : recordedIterations(
                    simulation.gradientDescent().iterations(),
                    simulation.record().logSpaced())) {
                long from = System.nanoTime();
                descent.step(iteration - descent.iterations());
                double seconds = (System.nanoTime() - from) * 1e-9;
                double objective = descent.currentObjective();
                if (!Double.isFinite(objective)) {
                    throw new DivergedException(
                            iteration,
                            simulation.gradientDescent().learningRate(),
                            simulation.gradientDescent().initialStd());
                }
                metrics = recorder.record(iteration, descent.state(), objective, seconds);
                descending += seconds;
                reached = iteration;
                listener.iterationDone(iteration, objective);
            }
            UfmState end = descent.state();
            String tooNarrow = model.widthProblem();
            return new SimulationResult(
                    model,
                    end,
                    metrics,
                    recorder.zeroErrorIteration(),
                    tooNarrow == null
                            ? PredictionComparison.of(model.predict(), Observation.of(model, end))
                            : List.of(),
                    tooNarrow);
        }
    }

    /** The start, the end, and so many iterations from the first to the last, evenly spaced on a logarithmic axis. */
    static SortedSet<Integer> recordedIterations(int iterations, int points) {
        SortedSet<Integer> recorded = new TreeSet<>(List.of(0, iterations));
        for (int i = 0; i < points; i++) {
            recorded.add((int) Math.round(Math.pow(iterations, points == 1 ? 1 : (double) i / (points - 1))));
        }
        return recorded;
    }

    /** Leaves what was recorded in order; what goes wrong here too must not hide what went wrong first. */
    private void endEarly(Manifest manifest, Throwable cause) {
        boolean diverged = cause instanceof DivergedException;
        try {
            end(manifest, diverged ? "diverged" : "failed", diverged ? cause.getMessage() : cause.toString(), null);
            if (diverged) {
                RunReport.draw(folders, manifest);
            }
        } catch (RuntimeException | IOException e) {
            cause.addSuppressed(e);
        }
    }

    private void end(Manifest manifest, String how, String why, Integer zero) throws IOException {
        manifest.ended(
                        how,
                        why,
                        Manifest.now(),
                        new Manifest.Progress(
                                reached, zero, descending, (System.nanoTime() - begun) * 1e-9 - descending))
                .write(folders.manifest());
    }
}
