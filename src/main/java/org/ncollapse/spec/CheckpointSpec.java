package org.ncollapse.spec;

/**
 * How often the state that a run resumes from is saved. It is saved at the run's end and when it is asked to stop, too.
 *
 * @param everyEpochs after so many epochs
 * @param everyMinutes and, in the middle of an epoch if need be, when so many minutes have gone by since the last
 * @param keepLast so many of the latest states stay
 */
public record CheckpointSpec(Integer everyEpochs, Double everyMinutes, Integer keepLast) {

    private static final int MOST_KEPT = 1000;

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
                keepLast > 0 && keepLast <= MOST_KEPT,
                "keepLast",
                keepLast,
                "a number of states from 1 to " + MOST_KEPT);
    }
}
