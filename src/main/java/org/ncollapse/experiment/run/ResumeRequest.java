package org.ncollapse.experiment.run;

import java.io.IOException;
import java.util.List;
import org.ncollapse.experiment.store.ExperimentManifest;
import org.ncollapse.experiment.store.Manifest;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.experiment.store.SimulationManifest;
import org.ncollapse.io.BadInputException;
import org.ncollapse.spec.CaptureSpec;
import org.ncollapse.spec.Experiment;
import org.ncollapse.spec.ExperimentReader;
import org.ncollapse.spec.RunStatus;
import org.ncollapse.spec.TrainingSpec;

/**
 * A request to resume a run.
 *
 * @param manifest the run's manifest
 * @param originalExperiment the experiment in the manifest
 * @param experiment the experiment with the user's overrides
 */
public record ResumeRequest(ExperimentManifest manifest, Experiment originalExperiment, Experiment experiment) {

    /**
     * Reads a run's manifest and applies overrides.
     *
     * @param overrides {@code key=value} pairs; only of keys that do not affect the epochs so far
     * @throws BadInputException if there is no such run, it cannot be resumed, or an override affects earlier epochs
     */
    public static ResumeRequest read(RunFolders folders, List<String> overrides) throws IOException {
        Manifest found = Manifest.read(folders.manifest());
        String source = folders.manifest().toString();
        if (found instanceof SimulationManifest) {
            throw new BadInputException(source
                    + ": a simulation cannot be resumed; repeat it with 'ncollapse ufm simulate', which takes seconds");
        }
        if (!(found instanceof ExperimentManifest manifest)) {
            throw new BadInputException(source + ": this is a measurement of saved features, not a training run; "
                    + "'ncollapse measure' repeats it");
        }
        Experiment before = ExperimentReader.fromJson(source, manifest.experiment());
        if (!before.name().equals(folders.name())) {
            throw new BadInputException(source + " belongs to the run '" + before.name()
                    + "'; results that were copied or renamed cannot be resumed");
        }
        Experiment changed = ExperimentReader.read(source, manifest.experiment().toString(), overrides);
        if (!withChangeableKeysOf(before, changed).equals(before)) {
            throw new BadInputException("--set " + String.join(" --set ", overrides)
                    + ": a resumed run can change training.epochs, training.epochsPastZeroError, "
                    + "capture.saveFeatures, capture.tensorboard, checkpoint, ufm and notes; "
                    + "for other changes start another run with --set name=...");
        }
        if (changed.training().equals(before.training())) {
            requireNotFinal(manifest, source);
        }
        return new ResumeRequest(manifest, before, changed);
    }

    private static void requireNotFinal(ExperimentManifest manifest, String source) {
        if (manifest.status() == RunStatus.DIVERGED) {
            throw new BadInputException(source
                    + ": the run diverged and would diverge again; "
                    + "run it with --overwrite and another optimizer.learningRate");
        }
        if (manifest.status() == RunStatus.FINISHED) {
            throw new BadInputException(source + ": the run has completed "
                    + manifest.progress().epochs() + " epochs and is finished; to train it longer, increase the number "
                    + "of epochs: --set training.epochs=N"
                    + (manifest.experiment().at("/training/epochsPastZeroError").isNull()
                            ? ""
                            : " --set training.epochsPastZeroError=N"));
        }
    }

    /** Returns an experiment with another's values for the keys that a resumed run can change. */
    private static Experiment withChangeableKeysOf(Experiment other, Experiment experiment) {
        TrainingSpec training = new TrainingSpec(
                other.training().epochs(),
                experiment.training().batchSize(),
                other.training().epochsPastZeroError());
        CaptureSpec capture = new CaptureSpec(
                experiment.capture().taps(),
                experiment.capture().epochs(),
                other.capture().saveFeatures(),
                experiment.capture().oodDataset(),
                other.capture().tensorboard());
        return new Experiment(
                experiment.name(),
                other.notes(),
                experiment.seed(),
                experiment.dataset(),
                experiment.network(),
                experiment.objective(),
                experiment.optimizer(),
                training,
                other.checkpoint(),
                experiment.compute(),
                capture,
                other.ufm());
    }
}
