package org.ncollapse.training;

import java.util.List;

/**
 * Several hooks as one. Each event is passed to the hooks in list order. If a hook throws, the hooks after it are not
 * called.
 */
public record CompositeTrainingHook(List<TrainingHook> hooks) implements TrainingHook {

    public CompositeTrainingHook {
        hooks = List.copyOf(hooks);
    }

    @Override
    public void trainingStarted(EpochResult initial) {
        hooks.forEach(hook -> hook.trainingStarted(initial));
    }

    @Override
    public void stepEnded(int epoch, int step, int steps) {
        hooks.forEach(hook -> hook.stepEnded(epoch, step, steps));
    }

    @Override
    public void stateCompleted(TrainingState state) {
        hooks.forEach(hook -> hook.stateCompleted(state));
    }

    @Override
    public void epochEnded(EpochResult result) {
        hooks.forEach(hook -> hook.epochEnded(result));
    }
}
