package org.ncollapse.training;

import org.ncollapse.spec.OptimizerSpec;

/** The learning rate as a pure function of the step. A resumed run needs only the number of the step. */
public final class LearningRateSchedule {

    private final OptimizerSpec spec;
    private final int epochs;
    private final int stepsPerEpoch;

    /**
     * @param epochs the number of epochs that the schedule spans
     * @param stepsPerEpoch including the last, smaller batch
     */
    public LearningRateSchedule(OptimizerSpec spec, int epochs, int stepsPerEpoch) {
        this.spec = spec;
        this.epochs = epochs;
        this.stepsPerEpoch = stepsPerEpoch;
    }

    /**
     * Returns the learning rate of a step. With {@code multistep} the rate changes between epochs: at each milestone,
     * rounded down to whole epochs. With {@code cosine} it falls from its initial value at step 0 to zero after the
     * last step.
     *
     * @param step the number of steps done before, from 0
     */
    public double at(long step) {
        if (spec.schedule() == OptimizerSpec.Schedule.COSINE) {
            return spec.learningRate() / 2 * (1 + Math.cos(Math.PI * step / ((double) epochs * stepsPerEpoch)));
        }
        long drops = spec.milestones().stream()
                .filter(milestone -> step >= (long) milestone.floorOf(epochs) * stepsPerEpoch)
                .count();
        return spec.learningRate() * Math.pow(spec.gamma(), drops);
    }
}
