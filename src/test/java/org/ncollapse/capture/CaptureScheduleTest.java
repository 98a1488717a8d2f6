package org.ncollapse.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.ncollapse.spec.CaptureSpec;
import org.ncollapse.training.EpochResult;
import org.ncollapse.training.TinyExperiments;

class CaptureScheduleTest {

    @Test
    void firstAndLastEpochAreAlwaysCaptured() {
        assertThat(captured(TinyExperiments.capture(0, 0), 30, 0)).containsExactly(0, 30);
    }

    @Test
    void everyEpochUpToFirstIsCaptured() {
        assertThat(captured(TinyExperiments.capture(4, 0), 30, 0)).containsExactly(0, 1, 2, 3, 4, 30);
        assertThat(captured(TinyExperiments.capture(50, 60), 6, 0)).containsExactly(0, 1, 2, 3, 4, 5, 6);
    }

    @Test
    void logSpacedEpochsGrowByConstantFactor() {
        // 10 · 2^i up to 80.
        assertThat(captured(TinyExperiments.capture(10, 3), 80, 0))
                .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 40, 80);
        // From 1 if no first epochs are captured: 10^i up to 1000.
        assertThat(captured(TinyExperiments.capture(0, 3), 1000, 0)).containsExactly(0, 10, 100, 1000);
    }

    @Test
    void equalLogSpacedEpochsAreCapturedOnce() {
        assertThat(captured(TinyExperiments.capture(2, 100), 5, 0)).containsExactly(0, 1, 2, 3, 4, 5);
    }

    @Test
    void zeroErrorEpochIsCaptured() {
        assertThat(captured(TinyExperiments.capture(1, 0), 30, 17)).containsExactly(0, 1, 17, 30);
    }

    @Test
    void epochsWithSavedFeaturesAreCaptured() {
        CaptureSpec spec = TinyExperiments.capture(1, 0, "12", "zeroError", "last");
        assertThat(captured(spec, 30, 17)).containsExactly(0, 1, 12, 17, 30);
        CaptureSchedule schedule = new CaptureSchedule(spec, 30);
        assertThat(IntStream.rangeClosed(0, 30).filter(epoch -> schedule.savesFeatures(result(epoch, 30, 17))))
                .containsExactly(12, 17, 30);
    }

    @Test
    void noFeaturesAreSavedByDefault() {
        CaptureSchedule schedule = new CaptureSchedule(TinyExperiments.capture(5, 5), 30);
        assertThat(IntStream.rangeClosed(0, 30).filter(epoch -> schedule.savesFeatures(result(epoch, 30, 17))))
                .isEmpty();
    }

    @Test
    void maxCapturesCountsZeroErrorEpochThatIsNotScheduled() {
        CaptureSpec spec = TinyExperiments.capture(2, 0, "12", "99", "zeroError", "last");
        assertThat(new CaptureSchedule(spec, 30).maxCaptures())
                .isEqualTo(captured(spec, 30, 17).size());
        CaptureSpec every = TinyExperiments.capture(50, 60);
        assertThat(new CaptureSchedule(every, 6).maxCaptures())
                .isEqualTo(captured(every, 6, 3).size());
        CaptureSpec none = TinyExperiments.capture(0, 0);
        assertThat(new CaptureSchedule(none, 30).maxCaptures())
                .isEqualTo(captured(none, 30, 17).size());
    }

    private static List<Integer> captured(CaptureSpec spec, int epochs, int zeroErrorEpoch) {
        CaptureSchedule schedule = new CaptureSchedule(spec, epochs);
        return IntStream.rangeClosed(0, epochs)
                .filter(epoch -> schedule.captures(result(epoch, epochs, zeroErrorEpoch)))
                .boxed()
                .toList();
    }

    private static EpochResult result(int epoch, int epochs, int zeroErrorEpoch) {
        return new EpochResult(
                epoch,
                1,
                0.5,
                0.1,
                1,
                zeroErrorEpoch > 0 && zeroErrorEpoch <= epoch ? OptionalInt.of(zeroErrorEpoch) : OptionalInt.empty(),
                epoch == epochs);
    }
}
