package org.ncollapse.experiment.run;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.ncollapse.data.DatasetStore;
import org.ncollapse.experiment.results.RunFitter;
import org.ncollapse.experiment.store.ExperimentManifest;
import org.ncollapse.experiment.store.Manifest;
import org.ncollapse.experiment.store.ManifestHeader;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.experiment.store.RunLock;
import org.ncollapse.experiment.store.RunStore;
import org.ncollapse.experiment.store.SettingsDigest;
import org.ncollapse.io.BadInputException;
import org.ncollapse.report.table.RunTablesWriter;
import org.ncollapse.report.table.TableSchema;
import org.ncollapse.spec.Experiment;
import org.ncollapse.spec.RunStatus;
import org.ncollapse.spec.TrainingSpec;
import org.ncollapse.training.CheckpointFolder;
import org.ncollapse.training.DivergedException;
import org.ncollapse.training.EpochResult;
import org.ncollapse.training.InterruptedTrainingException;
import org.ncollapse.training.Optimizer;
import org.ncollapse.training.StopSignal;
import org.ncollapse.training.TrainingState;

/**
 * An experiment, from its file to its figures, in one process or in several. Nothing is written before the data and the
 * network are known to be usable.
 */
public final class ExperimentRun {

    private final Experiment experiment;
    private final RunFolders folders;
    private final RunStore store;
    private final DatasetStore datasets;
    private final RunListener listener;
    private final StopSignal stopSignal;
    private final CheckpointFolder checkpoints;

    /**
     * A run in this process.
     *
     * @param folders the folders for its results
     * @param datasets the source of its images
     * @param listener receives the events of the run, on the thread that calls {@link #execute} or {@link #resume}
     * @param stopSignal stops it between two steps
     */
    public ExperimentRun(
            Experiment experiment,
            RunFolders folders,
            DatasetStore datasets,
            RunListener listener,
            StopSignal stopSignal) {
        this.experiment = experiment;
        this.folders = folders;
        this.datasets = datasets;
        this.listener = listener;
        this.stopSignal = stopSignal;
        store = new RunStore(folders);
        checkpoints = new CheckpointFolder(
                folders.checkpoints(), experiment.checkpoint().keepLast());
    }

    /**
     * Starts the run and completes it.
     *
     * @param overwrite whether the files of an earlier run of the name may be deleted
     * @return the result of the last epoch
     * @throws BadInputException if the experiment cannot be run; nothing is written in this case
     * @throws DivergedException if the loss became infinite or NaN; the results until then are kept and drawn
     * @throws InterruptedRunException if it was asked to stop
     */
    public EpochResult execute(boolean overwrite) throws IOException {
        RunLock.requireFree(folders);
        store.requireUnused(overwrite);
        try (TrainingSetup setup = TrainingSetup.of(experiment, datasets, listener)) {
            ExperimentManifest manifest = setup.manifest().withInitialFrom(setup.readInitialParameters());
            try (RunLock lock = RunLock.acquire(folders)) {
                store.requireUnused(overwrite); // Another process may have started such a run in the meantime.
                throwIfStopped();
                store.deleteResults();
                return executor(setup, setup.newOptimizer()).start(manifest);
            }
        }
    }

    /**
     * Resumes from the newest valid checkpoint and completes the run. It leaves the same results as an uninterrupted
     * run.
     *
     * @return the result of the last epoch
     * @throws BadInputException if it cannot be resumed; nothing is written in this case
     * @throws DivergedException if the loss became infinite or NaN; the results until then are kept and drawn
     * @throws InterruptedRunException if it was asked to stop
     */
    public EpochResult resume(ResumeRequest request) throws IOException {
        RunLock.requireFree(folders);
        try (TrainingSetup setup = TrainingSetup.of(experiment, datasets, listener)) {
            return resume(request, setup);
        }
    }

    private EpochResult resume(ResumeRequest request, TrainingSetup setup) throws IOException {
        ExperimentManifest current = setup.manifest();
        if (!request.manifest().hasSameDataAs(current)) {
            throw new BadInputException(folders.manifest()
                    + ": the run started with other images than those that are called '"
                    + experiment.dataset().name()
                    + "' now; restore the original images (--datasets), or start another run");
        }
        try (RunLock lock = RunLock.acquire(folders)) {
            if (!request.manifest().sameAs(Manifest.read(folders.manifest()))) {
                throw new BadInputException(folders.manifest()
                        + " has changed in the meantime; check 'ncollapse status', and resume again");
            }
            ResumePoint point = resumePoint(request);
            TrainingState from = point.state();
            requireLaterEnd(request, from);
            Optimizer optimizer = setup.newOptimizer();
            if (point.checkpoint() != null) {
                point.checkpoint().restore(setup.network(), optimizer);
            } else if (!Objects.equals(
                    setup.readInitialParameters(), request.manifest().initialFromSha256())) {
                throw new BadInputException("network.initialFrom: "
                        + experiment.network().initialFrom()
                        + " is not the file that the run started from; restore it, or start another run");
            }
            List<String> warnings = new ArrayList<>();
            point.warnings().forEach(message -> warn(message, warnings));
            warnOfDifferences(request.manifest().header(), current.header(), warnings);
            throwIfStopped();
            checkpoints.deleteNewerThan(point.checkpoint());
            store.deletePartFiles();
            store.deleteAfter(
                    point.checkpoint() == null ? -1 : from.epoch() - 1,
                    from.zeroErrorEpoch().isPresent());
            if (point.checkpoint() == null) {
                deleteTables(); // Their rows would look as if checkpoints of their epochs had been lost.
            }
            RunFitter.deleteFit(folders);
            return executor(setup, optimizer).resume(request.manifest().resumed(current, from, warnings), point);
        }
    }

    private ResumePoint resumePoint(ResumeRequest request) throws IOException {
        RunStatus status = request.manifest().status();
        return ResumePoint.find(
                checkpoints,
                folders,
                SettingsDigest.of(experiment),
                request.originalExperiment().checkpoint().everyEpochs(),
                status == RunStatus.FITTING || status == RunStatus.FINISHED);
    }

    private void deleteTables() throws IOException {
        for (TableSchema table : RunTablesWriter.ALL) {
            Files.deleteIfExists(folders.export().resolve(table.file()));
        }
    }

    /** The last check before files are deleted. */
    private void throwIfStopped() {
        try {
            stopSignal.throwIfRequested();
        } catch (InterruptedTrainingException e) {
            throw new InterruptedRunException(e);
        }
    }

    private RunExecutor executor(TrainingSetup setup, Optimizer optimizer) {
        return new RunExecutor(folders, checkpoints, setup, optimizer, listener, stopSignal);
    }

    /** Rejects a finished run whose end is not extended, and a new end at or before the last completed epoch. */
    private void requireLaterEnd(ResumeRequest request, TrainingState from) {
        boolean finished = request.manifest().status() == RunStatus.FINISHED;
        int epoch = from.epoch() - 1;
        TrainingSpec training = experiment.training();
        TrainingSpec previous = request.originalExperiment().training();
        boolean isAtEnd = epoch > 0 && training.isLastEpoch(epoch, from.zeroErrorEpoch());
        boolean wasAtEnd = training.equals(previous) && previous.isLastEpoch(epoch, from.zeroErrorEpoch());
        if (isAtEnd && (finished || !wasAtEnd)) {
            throw new BadInputException(folders.manifest() + ": the run has completed " + epoch + " epochs"
                    + (finished ? " and is finished" : "")
                    + "; to train it longer, increase the number of epochs: --set training.epochs=N"
                    + (training.epochsPastZeroError() == null ? "" : " --set training.epochsPastZeroError=N"));
        }
    }

    private void warn(String message, List<String> warnings) {
        warnings.add(message);
        listener.warn(message);
    }

    private void warnOfDifferences(ManifestHeader previous, ManifestHeader current, List<String> warnings) {
        List<String> differences = new ArrayList<>(current.software().differencesFrom(previous.software()));
        differences.addAll(current.machine().differencesFrom(previous.machine()));
        if (!differences.isEmpty()) {
            warn(
                    "last digits may differ from those of an uninterrupted run: " + String.join("; ", differences),
                    warnings);
        }
    }
}
