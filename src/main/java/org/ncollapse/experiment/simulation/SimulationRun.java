package org.ncollapse.experiment.simulation;

import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;
import org.ncollapse.capture.FeatureFileWriter;
import org.ncollapse.experiment.results.RunLifecycle;
import org.ncollapse.experiment.store.Machine;
import org.ncollapse.experiment.store.Manifest;
import org.ncollapse.experiment.store.ManifestHeader;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.experiment.store.RunLock;
import org.ncollapse.experiment.store.RunProgress;
import org.ncollapse.experiment.store.RunStore;
import org.ncollapse.experiment.store.SimulationManifest;
import org.ncollapse.experiment.store.Software;
import org.ncollapse.io.BadInputException;
import org.ncollapse.metrics.CollapseMetrics;
import org.ncollapse.report.table.PredictionComparisonTable;
import org.ncollapse.report.table.RunTablesWriter;
import org.ncollapse.spec.RunStatus;
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

/** A simulation: gradient descent on a UFM model, recorded like the run of a network. */
public final class SimulationRun {

    private static final List<String> DEFINITIONS = List.of(
            "epoch counts iterations of gradient descent; the model's samples are the training split, "
                    + "there is no test split",
            "penultimate is the head's input, previous the layer before it",
            "objective includes the penalty of the features, as in the model",
            "the global mean is the mean of the class means, whatever the class sizes",
            "everything is computed in double precision",
            "standard deviations are population standard deviations");

    private final SimulationSpec simulation;
    private final RunFolders folders;
    private final RunStore store;
    private final SimulationListener listener;
    private final long startNanos = System.nanoTime();
    private double descentSeconds;
    private int lastIteration;
    private OptionalInt zeroErrorIteration = OptionalInt.empty();

    /**
     * A simulation that has not started.
     *
     * @param folders the folders for its results
     * @param listener receives the events of the simulation, on the thread that calls {@link #execute}
     */
    public SimulationRun(SimulationSpec simulation, RunFolders folders, SimulationListener listener) {
        this.simulation = simulation;
        this.folders = folders;
        this.listener = listener;
        store = new RunStore(folders);
    }

    /**
     * Runs gradient descent, records it, draws figures, and compares the final state with the closed form
     * ({@code comparison.csv}).
     *
     * @param overwrite whether the files of an earlier run of the name may be deleted
     * @throws BadInputException if there is such a run and it may not be deleted; nothing is written in this case
     * @throws DivergedException if the objective became infinite or NaN; the results until then are kept and drawn
     */
    public SimulationResult execute(boolean overwrite) throws IOException {
        RunLock.requireFree(folders);
        store.requireUnusedOrUnfinished(overwrite, SimulationManifest.class);
        UfmModel model = UfmModelFactory.of(simulation.model());
        try (RunLock lock = RunLock.acquire(folders)) {
            store.requireUnusedOrUnfinished(
                    overwrite,
                    SimulationManifest.class); // Another process may have started such a run in the meantime.
            store.deleteResults();
            return simulate(model, RunLifecycle.start(folders, manifest(model), this::progress));
        }
    }

    private Manifest manifest(UfmModel model) {
        return new SimulationManifest(
                ManifestHeader.start(
                        simulation.name(),
                        new Objective(model).size(),
                        Software.withoutNetwork(),
                        Machine.current(),
                        List.of(),
                        DEFINITIONS),
                SimulationReader.toJson(simulation));
    }

    private RunProgress progress() {
        return new RunProgress(
                lastIteration,
                zeroErrorIteration,
                descentSeconds,
                (System.nanoTime() - startNanos) * 1e-9 - descentSeconds);
    }

    private SimulationResult simulate(UfmModel model, RunLifecycle lifecycle) throws IOException {
        try {
            SimulationResult result = descend(model);
            PredictionComparisonTable.write(folders.export(), result.comparisons());
            listener.stageStarted("drawing figures");
            lifecycle.drawFigures();
            lifecycle.finish(null);
            return result;
        } catch (RuntimeException | IOException | Error e) {
            lifecycle.endEarly(e instanceof DivergedException ? RunStatus.DIVERGED : RunStatus.FAILED, e);
            throw e;
        }
    }

    private SimulationResult descend(UfmModel model) throws IOException {
        SimulationSpec.GradientDescentSpec settings = simulation.gradientDescent();
        UfmState start = UfmState.gaussian(model, settings.initialStd(), simulation.seed());
        GradientDescent descent = new GradientDescent(model, start, settings.learningRate());
        try (RunTablesWriter tables = new RunTablesWriter(folders.export())) {
            SimulationRecorder recorder = new SimulationRecorder(
                    model, settings.learningRate(), tables, new FeatureFileWriter(folders.export()));
            CollapseMetrics metrics = null;
            for (int iteration : recordedIterations(
                    settings.iterations(), simulation.record().logSpaced())) {
                long stepNanos = System.nanoTime();
                descent.step(iteration - descent.iterations());
                double seconds = (System.nanoTime() - stepNanos) * 1e-9;
                double objective = descent.currentObjective();
                if (!Double.isFinite(objective)) {
                    throw DivergedException.inGradientDescent(
                            iteration, settings.learningRate(), settings.initialStd());
                }
                metrics = recorder.record(iteration, descent.state(), objective, seconds);
                descentSeconds += seconds;
                lastIteration = iteration;
                zeroErrorIteration = recorder.zeroErrorIteration();
                listener.iterationDone(iteration, objective);
            }
            UfmState end = descent.state();
            String widthProblem = model.widthProblem().orElse(null);
            return new SimulationResult(
                    model,
                    end,
                    metrics,
                    zeroErrorIteration,
                    widthProblem == null
                            ? PredictionComparison.of(model.predict(), Observation.of(model, end))
                            : List.of(),
                    widthProblem);
        }
    }

    /**
     * The iterations that are recorded: 0, the last one, and {@code points} iterations from 1 to the last one that are
     * evenly spaced on a logarithmic axis.
     */
    static SortedSet<Integer> recordedIterations(int iterations, int points) {
        SortedSet<Integer> recorded = new TreeSet<>(List.of(0, iterations));
        for (int i = 0; i < points; i++) {
            recorded.add((int) Math.round(Math.pow(iterations, points == 1 ? 1 : (double) i / (points - 1))));
        }
        return recorded;
    }
}
