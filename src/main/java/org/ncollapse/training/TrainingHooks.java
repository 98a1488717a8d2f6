package org.ncollapse.training;

import java.util.List;

/** Several hooks as one, called in their order. */
public record TrainingHooks(List<TrainingHook> hooks) implements TrainingHook {

    @Override
    public void started(EpochOutcome initial) {
        hooks.forEach(hook -> hook.started(initial));
    }

    @Override
    public void stepped(int epoch, int step, int steps) {
        hooks.forEach(hook -> hook.stepped(epoch, step, steps));
    }

    @Override
    public void settled(TrainingState state) {
        hooks.forEach(hook -> hook.settled(state));
    }

    @Override
    public void epochEnded(EpochOutcome outcome) {
        hooks.forEach(hook -> hook.epochEnded(outcome));
    }
}
