package org.ncollapse.experiment.run;

import org.ncollapse.experiment.store.RunProgress;
import org.ncollapse.training.TrainingHook;
import org.ncollapse.training.TrainingState;

/** Tracks how far training has come and how long its steps took, in this process and in earlier ones. */
final class RunProgressTracker implements TrainingHook {

    private final long startNanos = System.nanoTime();
    private final RunProgress before;
    private TrainingState latest;
    private double trainingSeconds;

    /**
     * @param before the progress in earlier processes
     * @param from the state that training starts from
     */
    RunProgressTracker(RunProgress before, TrainingState from) {
        this.before = before;
        latest = from;
    }

    @Override
    public void stateCompleted(TrainingState state) {
        if (state.step() > 0) {
            trainingSeconds += state.seconds() - (latest.epoch() == state.epoch() ? latest.seconds() : 0);
        }
        latest = state;
    }

    /** The progress as the manifest records it. */
    RunProgress progress() {
        return new RunProgress(
                latest.epoch() - 1,
                latest.zeroErrorEpoch(),
                before.trainingSeconds() + trainingSeconds,
                before.captureSeconds() + (System.nanoTime() - startNanos) * 1e-9 - trainingSeconds);
    }
}
