package org.ncollapse.training;

import org.ncollapse.spec.OptimizerSpec;

/** The learning rate as a pure function of the step, so that a resumed run needs the step's number and nothing else. */
public final class LearningRateSchedule {

    private final OptimizerSpec spec;
    private final int epochs;
    private final int stepsPerEpoch;

    /**
     * @param epochs that the schedule is laid out over
     * @param stepsPerEpoch the last, smaller batch counted
     */
    public LearningRateSchedule(OptimizerSpec spec, int epochs, int stepsPerEpoch) {
        this.spec = spec;
        this.epochs = epochs;
        this.stepsPerEpoch = stepsPerEpoch;
    }

    /**
     * The rate of a step. Drops fall between epochs, after the whole number of epochs that each share comes to; the
     * cosine goes from the first rate at step 0 to zero behind the last step.
     *
     * @param step steps done before, from 0
     */
    public double at(long step) {
        if (spec.schedule() == OptimizerSpec.Schedule.COSINE) {
            return spec.learningRate() / 2 * (1 + Math.cos(Math.PI * step / ((double) epochs * stepsPerEpoch)));
        }
        long drops = spec.milestones().stream()
                .filter(share -> step >= (long) share.floorOf(epochs) * stepsPerEpoch)
                .count();
        return spec.learningRate() * Math.pow(spec.gamma(), drops);
    }
}
