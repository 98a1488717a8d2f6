package org.ncollapse.experiment.run;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import org.ncollapse.capture.FeatureFileWriter;
import org.ncollapse.capture.FeatureProbe;
import org.ncollapse.experiment.results.RunFitter;
import org.ncollapse.experiment.results.RunLifecycle;
import org.ncollapse.experiment.store.Manifest;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.experiment.store.SettingsDigest;
import org.ncollapse.report.TensorBoardWriter;
import org.ncollapse.report.table.RunTablesWriter;
import org.ncollapse.spec.Experiment;
import org.ncollapse.spec.RunStatus;
import org.ncollapse.training.CheckpointFolder;
import org.ncollapse.training.CompositeTrainingHook;
import org.ncollapse.training.DivergedException;
import org.ncollapse.training.EpochResult;
import org.ncollapse.training.InterruptedTrainingException;
import org.ncollapse.training.Objective;
import org.ncollapse.training.Optimizer;
import org.ncollapse.training.RunFingerprint;
import org.ncollapse.training.StopSignal;
import org.ncollapse.training.Trainer;
import org.ncollapse.training.TrainingData;
import org.ncollapse.training.TrainingHook;
import org.ncollapse.training.TrainingState;

/**
 * Trains from a state to the end of a run: checkpoints, figures, fit, page and status.
 *
 * @param checkpointFolder the folder of the run's checkpoints
 * @param listener receives the events of the run
 * @param stopSignal stops training between two steps
 */
record RunExecutor(
        RunFolders folders,
        CheckpointFolder checkpointFolder,
        TrainingSetup setup,
        Optimizer optimizer,
        RunListener listener,
        StopSignal stopSignal) {

    /** Starts a run with a new folder of results. */
    EpochResult start(Manifest manifest) throws IOException {
        TrainingState from = TrainingState.initial();
        RunProgressTracker tracker = new RunProgressTracker(manifest.progress(), from);
        ResumePoint start = new ResumePoint(null, List.of(), List.of());
        return execute(RunLifecycle.start(folders, manifest, tracker::progress), start, tracker);
    }

    /**
     * Resumes a run.
     *
     * @param from where to resume; network and optimizer are in that state
     */
    EpochResult resume(Manifest manifest, ResumePoint from) throws IOException {
        RunProgressTracker tracker = new RunProgressTracker(manifest.progress(), from.state());
        return execute(RunLifecycle.resume(folders, manifest, tracker::progress), from, tracker);
    }

    private EpochResult execute(RunLifecycle lifecycle, ResumePoint from, RunProgressTracker tracker)
            throws IOException {
        EpochResult last;
        ProgressCheck progressCheck = new ProgressCheck(setup.constantPrediction(), listener::warn);
        Optional<String> noProgress;
        try {
            last = train(from, tracker, progressCheck);
            noProgress = progressCheck.atEnd(folders.export());
            noProgress.ifPresent(listener::warn);
            Files.createDirectories(folders.model().getParent());
            setup.network().saveAsDl4j(folders.model());
            listener.stageStarted("drawing figures");
            lifecycle.drawFigures();
        } catch (RuntimeException | IOException | Error e) {
            try {
                lifecycle.endEarly(statusAfter(e), e);
            } finally {
                stopSignal.setStoppable(false);
            }
            throw e;
        }
        // The results of training are complete: if the fit fails, 'ncollapse fit' can repeat it.
        lifecycle.setStatus(RunStatus.FITTING);
        if (!experiment().ufm().isEmpty()) {
            fit(from.lostFiles());
        }
        listener.stageStarted("writing the page");
        lifecycle.finish(noProgress.orElse(null));
        checkpointFolder.deleteAllButNewest(1); // A finished run can be trained further.
        return last;
    }

    private void fit(List<String> lostFiles) throws IOException {
        Optional<String> lostSamples =
                lostFiles.stream().filter(FeatureFileWriter::isSamplesFile).findFirst();
        if (lostSamples.isPresent()) {
            listener.warn(folders.export().resolve(lostSamples.get()) + " is missing: the UFM models are not fitted");
            return;
        }
        RunFitter.fit(folders, listener);
    }

    private static RunStatus statusAfter(Throwable cause) {
        if (cause instanceof DivergedException) {
            return RunStatus.DIVERGED;
        }
        return cause instanceof InterruptedRunException ? RunStatus.INTERRUPTED : RunStatus.FAILED;
    }

    private Experiment experiment() {
        return setup.experiment();
    }

    private EpochResult train(ResumePoint point, RunProgressTracker tracker, ProgressCheck progressCheck)
            throws IOException {
        TrainingState from = point.state();
        stopSignal.setStoppable(true);
        try (RunTablesWriter tables = new RunTablesWriter(folders.export(), point.filesThat(RunFingerprint::isTable));
                TensorBoardWriter events = experiment().capture().tensorboard()
                        ? new TensorBoardWriter(folders.tensorboard(), from.epoch())
                        : null) {
            FeatureFileWriter features =
                    new FeatureFileWriter(folders.export(), point.filesThat(file -> !RunFingerprint.isTable(file)));
            CheckpointHook checkpoints = new CheckpointHook(
                    experiment().checkpoint(),
                    checkpointFolder,
                    setup.network(),
                    optimizer,
                    SettingsDigest.of(experiment()),
                    tables,
                    features,
                    from);
            MetricsRecorder recorder =
                    new MetricsRecorder(Objective.of(experiment().objective()), setup.network(), tables, events);
            TrainingData data = setup.trainingData();
            FeatureProbe probe = new FeatureProbe(
                    experiment(),
                    setup.network(),
                    data,
                    features,
                    folders.checkpoints(),
                    snapshot -> {
                        recorder.record(snapshot);
                        progressCheck.inspect(snapshot);
                    },
                    stopSignal);
            TrainingHook hook = inOrder(tracker, listener, progressCheck, recorder, probe, checkpoints);
            try {
                EpochResult last =
                        new Trainer(experiment(), setup.network(), optimizer, data, hook, stopSignal).run(from);
                checkpoints.saveLatest();
                // From here on a stop request does not wait for the run: the process ends within a second, and a
                // resumed run repeats this part.
                stopSignal.setStoppable(false);
                return last;
            } catch (InterruptedTrainingException e) {
                checkpoints.saveLatest();
                throw new InterruptedRunException(experiment().name(), checkpoints.latest(), e);
            }
        }
    }

    /**
     * Returns the hooks of a run in the order in which they must be called.
     *
     * <ol>
     *   <li>The progress tracker, so that it counts the time of all other hooks.
     *   <li>The listener, which shows the end of an epoch before the capture begins.
     *   <li>The check of progress, whose warning follows the epoch's line.
     *   <li>The recorder, so that the epoch's row is written even if its capture fails.
     *   <li>The probe, which passes each captured epoch to the recorder.
     *   <li>The checkpoints, because a checkpoint holds the length that each table has after all rows of the epoch.
     * </ol>
     */
    static TrainingHook inOrder(
            TrainingHook tracker,
            TrainingHook listener,
            TrainingHook progressCheck,
            TrainingHook recorder,
            TrainingHook probe,
            TrainingHook checkpoints) {
        return new CompositeTrainingHook(List.of(tracker, listener, progressCheck, recorder, probe, checkpoints));
    }
}
