package org.ncollapse.experiment.run;

import java.io.IOException;
import java.util.List;
import org.ncollapse.experiment.store.Manifest;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.io.BadInputException;
import org.ncollapse.spec.CaptureSpec;
import org.ncollapse.spec.Experiment;
import org.ncollapse.spec.ExperimentReader;
import org.ncollapse.spec.TrainingSpec;

/**
 * A run that is to go on: what its manifest says, and the experiment as it goes on.
 *
 * @param originalExperiment the experiment as it was
 * @param experiment with what was set anew
 */
public record ResumeRequest(Manifest manifest, Experiment originalExperiment, Experiment experiment) {

    /**
     * Reads a run's manifest.
     *
     * @param overrides {@code key=value} pairs, for what lies ahead alone
     * @throws BadInputException where there is no such run, or it cannot go on, or what is set would change its past
     */
    public static ResumeRequest read(RunFolders folders, List<String> overrides) throws IOException {
        Manifest manifest = Manifest.read(folders.manifest());
        String source = folders.manifest().toString();
        if (manifest.simulation() != null) {
            throw new BadInputException(
                    source + ": a simulation cannot be resumed; 'ncollapse ufm simulate' takes seconds");
        }
        if (manifest.features() != null) {
            throw new BadInputException(
                    source + ": these features were captured elsewhere, there is no training here to go on with; "
                            + "'ncollapse measure' measures them again");
        }
        Experiment before = ExperimentReader.fromJson(source, manifest.experiment());
        if (!before.name().equals(folders.name())) {
            throw new BadInputException(source + " belongs to the run '" + before.name()
                    + "'; results that were copied or renamed cannot be gone on with");
        }
        Experiment ahead = ExperimentReader.read(source, manifest.experiment().toString(), overrides);
        if (!withAheadOf(before, ahead).equals(before)) {
            throw new BadInputException(
                    "--set " + String.join(" --set ", overrides)
                            + ": a run that goes on can be given other training.epochs, "
                            + "training.epochsPastZeroError, capture.saveFeatures, capture.tensorboard, checkpoint, ufm and notes; for anything else begin another with --set name=...");
        }
        if (ahead.training().equals(before.training())) {
            refuseWithoutAnotherEnd(manifest, source);
        }
        return new ResumeRequest(manifest, before, ahead);
    }

    private static void refuseWithoutAnotherEnd(Manifest manifest, String source) {
        if (manifest.status().equals("diverged")) {
            throw new BadInputException(
                    source
                            + ": the run diverged, and would again; run it with --overwrite and another optimizer.learningRate");
        }
        if (manifest.status().equals("finished")) {
            throw new BadInputException(source + ": the run has done "
                    + manifest.progress().epochs() + " epochs and is finished; to train it on, set a later end: "
                    + "--set training.epochs=N"
                    + (manifest.experiment().at("/training/epochsPastZeroError").isNull()
                            ? ""
                            : " --set training.epochsPastZeroError=N"));
        }
    }

    /** An experiment, but for what may change on the way, which is another's. */
    private static Experiment withAheadOf(Experiment other, Experiment experiment) {
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
