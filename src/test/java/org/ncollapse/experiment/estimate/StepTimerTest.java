package org.ncollapse.experiment.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.ncollapse.training.InterruptedTrainingException;
import org.ncollapse.training.StopSignal;

/** Step times with a clock that the test sets. */
class StepTimerTest {

    private final StopSignal interruption = new StopSignal();
    private long now;
    private final StepTimer timer = new StepTimer(5, () -> now, interruption);

    @Test
    void usesSecondHalfAndIgnoresEpochEnds() {
        int[] tenths = {30, 8, 4, 2};
        for (int step = 0; step < 4; step++) {
            now += tenths[step] * 100_000_000L;
            timer.stepEnded(1, step + 1, 4);
        }
        now += 60_000_000_000L; // A minute between two epochs, which includes the first step of the second.
        timer.stepEnded(2, 1, 4);
        now += 200_000_000L;
        timer.stepEnded(2, 2, 4);
        // The last three of 3, 0.8, 0.4, 0.2 and 0.2 seconds.
        assertThat(timer.medianSeconds()).isCloseTo(0.2, within(1e-9));
    }

    @Test
    void ignoresSingleOutlier() {
        for (int step = 1; step <= 10; step++) {
            now += step == 8 ? 30_000_000_000L : 100_000_000L;
            timer.stepEnded(1, step, 10);
        }
        assertThat(timer.medianSeconds()).isCloseTo(0.1, within(1e-9));
    }

    @Test
    void countsStepsOfSingleStepEpochs() {
        for (int epoch = 1; epoch <= 3; epoch++) {
            now += 1_000_000_000L;
            timer.stepEnded(epoch, 1, 1);
        }
        assertThat(timer.medianSeconds()).isCloseTo(1, within(1e-9));
    }

    @Test
    void stopsTrainingAfterTimeAndThreeSteps() {
        for (int step = 1; step <= 2; step++) {
            now += 4_000_000_000L;
            timer.stepEnded(1, step, 9);
            interruption.throwIfRequested();
        }
        now += 1;
        timer.stepEnded(1, 3, 9);
        assertThatThrownBy(interruption::throwIfRequested).isInstanceOf(InterruptedTrainingException.class);
    }
}
