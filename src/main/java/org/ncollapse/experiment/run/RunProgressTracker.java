package org.ncollapse.experiment.run;

import org.ncollapse.experiment.store.Manifest;
import org.ncollapse.training.TrainingHook;
import org.ncollapse.training.TrainingState;

/** How far training came and how long its steps took, in this process and before. */
final class RunProgressTracker implements TrainingHook {

    private final long begun = System.nanoTime();
    private final Manifest.Progress before;
    private TrainingState latest;
    private double training;

    /** @param from where training stands as the clock starts */
    RunProgressTracker(Manifest.Progress before, TrainingState from) {
        this.before = before;
        latest = from;
    }

    @Override
    public void checkpointable(TrainingState state) {
        if (state.step() > 0) {
            training += state.seconds() - (latest.epoch() == state.epoch() ? latest.seconds() : 0);
        }
        latest = state;
    }

    /** As a manifest states it. */
    Manifest.Progress progress() {
        return new Manifest.Progress(
                latest.epoch() - 1,
                latest.zeroErrorEpoch().isPresent() ? latest.zeroErrorEpoch().getAsInt() : null,
                before.trainingSeconds() + training,
                before.captureSeconds() + (System.nanoTime() - begun) * 1e-9 - training);
    }
}
