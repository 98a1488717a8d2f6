package org.ncollapse.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.ncollapse.capture.FeatureFiles;
import org.ncollapse.capture.FeatureProbe;
import org.ncollapse.report.EventFile;
import org.ncollapse.report.RunTables;
import org.ncollapse.spec.Experiment;
import org.ncollapse.training.CheckpointFolder;
import org.ncollapse.training.DivergedException;
import org.ncollapse.training.EpochOutcome;
import org.ncollapse.training.HeavyBall;
import org.ncollapse.training.InterruptedTrainingException;
import org.ncollapse.training.Interruption;
import org.ncollapse.training.Trainer;
import org.ncollapse.training.TrainingHook;
import org.ncollapse.training.TrainingHooks;
import org.ncollapse.training.TrainingState;

/**
 * What a run does once its folder and its lock are there: it trains from where it stands, saves, draws and fits, and
 * says in the manifest how it ended.
 *
 * @param states where its states lie
 * @param listener hears how it goes on
 * @param interruption ends it between two steps
 */
record RunCourse(
        RunFolders folders,
        CheckpointFolder states,
        Materials materials,
        HeavyBall optimizer,
        RunListener listener,
        Interruption interruption) {

    /**
     * Goes to the end.
     *
     * @param manifest as it stands in the folder
     * @param from where training stands; network and optimiser are as they were then
     * @param lengths of the tables then; none at the beginning
     */
    EpochOutcome run(Manifest manifest, TrainingState from, Map<String, Long> lengths) throws IOException {
        RunClock clock = new RunClock(manifest.progress(), from);
        EpochOutcome last;
        try {
            last = train(from, lengths, clock);
            Files.createDirectories(folders.model().getParent());
            materials.network().save(folders.model());
            listener.doing("drawing figures");
            RunReport.draw(folders, manifest);
        } catch (RuntimeException | IOException | Error e) {
            endEarly(manifest, e, clock);
            throw e;
        }
        // What training left is complete now: should the fit fail, 'ncollapse fit' can make it up.
        end(manifest, "trained", null, clock);
        if (!experiment().ufm().isEmpty()) {
            RunFit.of(folders, listener::doing);
        }
        listener.doing("writing the page");
        RunReport.write(folders, manifest.ended("finished", null, Manifest.now(), clock.progress()));
        folders.force();
        end(manifest, "finished", null, clock);
        states.keep(1); // For training on.
        return last;
    }

    private Experiment experiment() {
        return materials.experiment();
    }

    private EpochOutcome train(TrainingState from, Map<String, Long> lengths, RunClock clock) throws IOException {
        interruption.heeded(true);
        try (RunTables tables = new RunTables(folders.export(), lengths);
                EventFile events =
                        experiment().capture().tensorboard() ? new EventFile(folders.events(), from.epoch()) : null) {
            RunCheckpoints checkpoints =
                    new RunCheckpoints(experiment().checkpoint(), states, materials.network(), optimizer, tables, from);
            Recorder recorder = new Recorder(experiment(), optimizer, tables, events);
            FeatureProbe probe = new FeatureProbe(
                    experiment(),
                    materials.network(),
                    materials.dataset(),
                    materials.standardizer(),
                    materials.strangeImages(),
                    new FeatureFiles(folders.export()),
                    folders.checkpoints(),
                    recorder::record,
                    interruption);
            TrainingHook hook = new TrainingHooks(List.of(clock, listener, recorder, probe, checkpoints));
            try {
                EpochOutcome last = new Trainer(
                                experiment(),
                                materials.network(),
                                optimizer,
                                materials.dataset().train(),
                                materials.standardizer(),
                                from,
                                hook,
                                interruption)
                        .run();
                checkpoints.save();
                interruption.heeded(false); // What follows does not ask, and comes again if it is cut short.
                return last;
            } catch (InterruptedTrainingException e) {
                checkpoints.save();
                throw new InterruptedRunException(experiment().name(), checkpoints.latest(), e);
            }
        }
    }

    /** Leaves what was recorded in order; what goes wrong here too must not hide what went wrong first. */
    private void endEarly(Manifest manifest, Throwable cause, RunClock clock) {
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
            interruption.heeded(false);
        }
    }

    private void end(Manifest manifest, String how, String why, RunClock clock) throws IOException {
        manifest.ended(how, why, Manifest.now(), clock.progress()).write(folders.manifest());
        interruption.heeded(false);
    }
}
