package org.ncollapse.spec;

/**
 * How often a checkpoint is saved. One is also saved at the end of a run and when the run is interrupted.
 *
 * @param everyEpochs epochs between two checkpoints
 * @param everyMinutes maximum minutes between two checkpoints; if necessary one is saved within an epoch
 * @param keepLast number of latest checkpoints that are kept
 */
public record CheckpointSpec(Integer everyEpochs, Double everyMinutes, Integer keepLast) {

    private static final int MAX_KEPT = 1000;

    public CheckpointSpec {
        everyEpochs = everyEpochs == null ? 10 : everyEpochs;
        everyMinutes = everyMinutes == null ? 10.0 : everyMinutes;
        keepLast = keepLast == null ? 2 : keepLast;
        InvalidValueException.throwUnless(
                everyEpochs > 0 && everyEpochs <= TrainingSpec.MAX_EPOCHS,
                "everyEpochs",
                everyEpochs,
                "a number of epochs from 1 to " + TrainingSpec.MAX_EPOCHS);
        InvalidValueException.throwUnless(
                everyMinutes > 0 && everyMinutes < Double.POSITIVE_INFINITY,
                "everyMinutes",
                everyMinutes,
                "a number of minutes above 0");
        InvalidValueException.throwUnless(
                keepLast > 0 && keepLast <= MAX_KEPT,
                "keepLast",
                keepLast,
                "a number of checkpoints from 1 to " + MAX_KEPT);
    }
}
