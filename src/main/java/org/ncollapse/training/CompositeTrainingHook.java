package org.ncollapse.training;

import java.util.List;

/** Several hooks as one, called in their order. */
public record CompositeTrainingHook(List<TrainingHook> hooks) implements TrainingHook {

    @Override
    public void trainingStarted(EpochResult initial) {
        hooks.forEach(hook -> hook.trainingStarted(initial));
    }

    @Override
    public void stepEnded(int epoch, int step, int steps) {
        hooks.forEach(hook -> hook.stepEnded(epoch, step, steps));
    }

    @Override
    public void checkpointable(TrainingState state) {
        hooks.forEach(hook -> hook.checkpointable(state));
    }

    @Override
    public void epochEnded(EpochResult outcome) {
        hooks.forEach(hook -> hook.epochEnded(outcome));
    }
}
