package org.ncollapse.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A law of cost that is known, found again. */
class CaptureTimerTest {

    private final List<Integer> asked = new ArrayList<>();

    private CaptureTimer timed(double fixed, double sample, double firstTime, int fewest, int all) {
        return CaptureTimer.of(
                samples -> {
                    asked.add(samples);
                    return fixed + sample * samples + (asked.size() == 1 ? firstTime : 0);
                },
                fewest,
                all);
    }

    @Test
    void theTwoPartsAreToldApart() {
        CaptureTimer timer = timed(0.05, 2e-4, 3, 100, 60_000);
        assertThat(timer.fixed()).isCloseTo(0.05, within(1e-9));
        assertThat(timer.sample()).isCloseTo(2e-4, within(1e-12));
        assertThat(asked).contains(100, 6400).doesNotContain(60_000); // A second is enough.
    }

    @Test
    void whatElseTheMachineDoesNowAndThenDoesNotCount() {
        int[] times = {0};
        CaptureTimer timer =
                CaptureTimer.of(samples -> 0.05 + 2e-4 * samples + (times[0]++ % 3 == 1 ? 1.5 : 0), 100, 60_000);
        assertThat(timer.fixed()).isCloseTo(0.05, within(1e-9));
        assertThat(timer.sample()).isCloseTo(2e-4, within(1e-12));
    }

    @Test
    void aFewSamplesAreAllThereIs() {
        CaptureTimer timer = timed(0.4, 1e-4, 1, 100, 50);
        assertThat(asked).containsOnly(50);
        assertThat(timer.fixed() + 50 * timer.sample()).isCloseTo(0.4 + 50 * 1e-4, within(1e-9));
    }

    @Test
    void whatTakesLongIsAskedForOnceOrTwice() {
        CaptureTimer timer = timed(20, 1e-3, 0, 100, 60_000);
        assertThat(asked.size()).isLessThanOrEqualTo(3);
        assertThat(timer.fixed()).isCloseTo(20, within(1e-9));
        assertThat(timer.sample()).isCloseTo(1e-3, within(1e-12));
    }
}
