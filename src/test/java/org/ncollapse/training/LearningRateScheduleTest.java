package org.ncollapse.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ncollapse.spec.Fraction;
import org.ncollapse.spec.OptimizerSpec;
import org.ncollapse.spec.OptimizerSpec.Schedule;

class LearningRateScheduleTest {

    private static final int STEPS = 7;

    @Test
    void multistepDropsAfterWholeEpochs() {
        OptimizerSpec spec =
                OptimizerSpec.sgd(0.05, 0.9, Schedule.MULTISTEP, List.of(new Fraction(1, 3), new Fraction(2, 3)), 0.1);
        LearningRateSchedule schedule = new LearningRateSchedule(spec, 200, STEPS);

        // A third of 200 epochs is 66 whole epochs, two thirds are 133.
        assertThat(schedule.at(0)).isEqualTo(0.05);
        assertThat(schedule.at(66 * STEPS - 1)).isEqualTo(0.05);
        assertThat(schedule.at(66 * STEPS)).isCloseTo(0.005, within(1e-18));
        assertThat(schedule.at(133 * STEPS - 1)).isCloseTo(0.005, within(1e-18));
        assertThat(schedule.at(133 * STEPS)).isCloseTo(0.0005, within(1e-18));
        assertThat(schedule.at(200 * STEPS - 1)).isCloseTo(0.0005, within(1e-18));
    }

    @Test
    void cosineFallsFromInitialRateToZero() {
        LearningRateSchedule schedule =
                new LearningRateSchedule(OptimizerSpec.sgd(0.4, 0.9, Schedule.COSINE, null, null), 10, STEPS);
        assertThat(schedule.at(0)).isEqualTo(0.4);
        assertThat(schedule.at(5 * STEPS)).isCloseTo(0.2, within(1e-15));
        assertThat(schedule.at(10 * STEPS)).isCloseTo(0, within(1e-15));
        assertThat(schedule.at(10 * STEPS - 1)).isPositive();
    }

    @ParameterizedTest
    @EnumSource(Schedule.class)
    void learningRateNeverRises(Schedule kind) {
        LearningRateSchedule schedule =
                new LearningRateSchedule(OptimizerSpec.sgd(0.1, 0.9, kind, null, null), 30, STEPS);
        for (int step = 1; step < 30 * STEPS; step++) {
            assertThat(schedule.at(step)).isLessThanOrEqualTo(schedule.at(step - 1));
        }
    }
}
