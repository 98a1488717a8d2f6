package org.ncollapse.experiment.run;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.ncollapse.capture.FeatureFileWriter;
import org.ncollapse.capture.FeatureProbe;
import org.ncollapse.experiment.results.RunFitter;
import org.ncollapse.experiment.results.RunReport;
import org.ncollapse.experiment.store.Manifest;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.report.TensorBoardWriter;
import org.ncollapse.report.table.RunTablesWriter;
import org.ncollapse.spec.Experiment;
import org.ncollapse.training.CheckpointFolder;
import org.ncollapse.training.CompositeTrainingHook;
import org.ncollapse.training.DivergedException;
import org.ncollapse.training.EpochResult;
import org.ncollapse.training.InterruptedTrainingException;
import org.ncollapse.training.MomentumSgd;
import org.ncollapse.training.StopSignal;
import org.ncollapse.training.Trainer;
import org.ncollapse.training.TrainingHook;
import org.ncollapse.training.TrainingState;

/**
 * What a run does once its folder and its lock are there: it trains from where it stands, saves, draws and fits, and
 * says in the manifest how it ended.
 *
 * @param states where its states lie
 * @param listener hears how it goes on
 * @param interruption ends it between two steps
 */
record RunExecutor(
        RunFolders folders,
        CheckpointFolder states,
        TrainingSetup materials,
        MomentumSgd optimizer,
        RunListener listener,
        StopSignal interruption) {

    /**
     * Goes to the end.
     *
     * @param manifest as it stands in the folder
     * @param from where training stands; network and optimiser are as they were then
     * @param lengths of the tables then; none at the beginning
     */
    EpochResult run(Manifest manifest, TrainingState from, Map<String, Long> lengths) throws IOException {
        RunProgressTracker clock = new RunProgressTracker(manifest.progress(), from);
        EpochResult last;
        try {
            last = train(from, lengths, clock);
            Files.createDirectories(folders.model().getParent());
            materials.network().saveAsDl4j(folders.model());
            listener.stageStarted("drawing figures");
            RunReport.draw(folders, manifest);
        } catch (RuntimeException | IOException | Error e) {
            endEarly(manifest, e, clock);
            throw e;
        }
        // What training left is complete now: should the fit fail, 'ncollapse fit' can make it up.
        end(manifest, "trained", null, clock);
        if (!experiment().ufm().isEmpty()) {
            RunFitter.fit(folders, listener::stageStarted);
        }
        listener.stageStarted("writing the page");
        RunReport.write(folders, manifest.ended("finished", null, Manifest.now(), clock.progress()));
        folders.fsync();
        end(manifest, "finished", null, clock);
        states.deleteAllButNewest(1); // For training on.
        return last;
    }

    private Experiment experiment() {
        return materials.experiment();
    }

    private EpochResult train(TrainingState from, Map<String, Long> lengths, RunProgressTracker clock)
            throws IOException {
        interruption.setStoppable(true);
        try (RunTablesWriter tables = new RunTablesWriter(folders.export(), lengths);
                TensorBoardWriter events = experiment().capture().tensorboard()
                        ? new TensorBoardWriter(folders.tensorboard(), from.epoch())
                        : null) {
            CheckpointHook checkpoints =
                    new CheckpointHook(experiment().checkpoint(), states, materials.network(), optimizer, tables, from);
            MetricsRecorder recorder = new MetricsRecorder(experiment(), optimizer, tables, events);
            FeatureProbe probe = new FeatureProbe(
                    experiment(),
                    materials.network(),
                    materials.dataset(),
                    materials.standardizer(),
                    materials.oodImages(),
                    new FeatureFileWriter(folders.export()),
                    folders.checkpoints(),
                    recorder::record,
                    interruption);
            TrainingHook hook = new CompositeTrainingHook(List.of(clock, listener, recorder, probe, checkpoints));
            try {
                EpochResult last = new Trainer(
                                experiment(),
                                materials.network(),
                                optimizer,
                                materials.dataset().train(),
                                materials.standardizer(),
                                from,
                                hook,
                                interruption)
                        .run();
                checkpoints.saveLatest();
                interruption.setStoppable(false); // What follows does not ask, and comes again if it is cut short.
                return last;
            } catch (InterruptedTrainingException e) {
                checkpoints.saveLatest();
                throw new InterruptedRunException(experiment().name(), checkpoints.latest(), e);
            }
        }
    }

    /** Leaves what was recorded in order; what goes wrong here too must not hide what went wrong first. */
    private void endEarly(Manifest manifest, Throwable cause, RunProgressTracker clock) {
        boolean diverged = cause instanceof DivergedException;
        boolean interrupted = cause instanceof InterruptedRunException;
        try {
            end(
                    manifest,
                    diverged ? "diverged" : interrupted ? "interrupted" : "failed",
                    diverged || interrupted ? cause.getMessage() : cause.toString(),
                    clock);
            if (diverged) {
                RunReport.draw(folders, manifest);
                RunReport.write(folders, Manifest.read(folders.manifest()));
            }
        } catch (RuntimeException | IOException e) {
            cause.addSuppressed(e);
        } finally {
            interruption.setStoppable(false);
        }
    }

    private void end(Manifest manifest, String how, String why, RunProgressTracker clock) throws IOException {
        manifest.ended(how, why, Manifest.now(), clock.progress()).write(folders.manifest());
        interruption.setStoppable(false);
    }
}
