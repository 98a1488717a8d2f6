package org.ncollapse.experiment.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Recovers a known fixed time and time per sample. */
class CaptureTimingTest {

    private final List<Integer> asked = new ArrayList<>();

    private CaptureTiming timed(double fixed, double sample, double firstTime, int fewest, int all) {
        return CaptureTiming.measure(
                samples -> {
                    asked.add(samples);
                    return fixed + sample * samples + (asked.size() == 1 ? firstTime : 0);
                },
                fewest,
                all);
    }

    @Test
    void separatesFixedAndPerSampleTime() {
        CaptureTiming timer = timed(0.05, 2e-4, 3, 100, 60_000);
        assertThat(timer.fixedSeconds()).isCloseTo(0.05, within(1e-9));
        assertThat(timer.secondsPerSample()).isCloseTo(2e-4, within(1e-12));
        assertThat(asked).contains(100, 6400).doesNotContain(60_000); // A second is enough.
    }

    @Test
    void ignoresOccasionalLoad() {
        int[] times = {0};
        CaptureTiming timer =
                CaptureTiming.measure(samples -> 0.05 + 2e-4 * samples + (times[0]++ % 3 == 1 ? 1.5 : 0), 100, 60_000);
        assertThat(timer.fixedSeconds()).isCloseTo(0.05, within(1e-9));
        assertThat(timer.secondsPerSample()).isCloseTo(2e-4, within(1e-12));
    }

    @Test
    void timesSmallDatasetOnce() {
        CaptureTiming timer = timed(0.4, 1e-4, 1, 100, 50);
        assertThat(asked).containsOnly(50);
        assertThat(timer.fixedSeconds() + 50 * timer.secondsPerSample()).isCloseTo(0.4 + 50 * 1e-4, within(1e-9));
    }

    @Test
    void repeatsLongCapturesAtMostOnce() {
        CaptureTiming timer = timed(20, 1e-3, 0, 100, 60_000);
        assertThat(asked.size()).isLessThanOrEqualTo(3);
        assertThat(timer.fixedSeconds()).isCloseTo(20, within(1e-9));
        assertThat(timer.secondsPerSample()).isCloseTo(1e-3, within(1e-12));
    }
}
