package org.ncollapse.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.ncollapse.report.MainMetric;
import org.ncollapse.report.sweep.RunCurves;
import org.ncollapse.report.sweep.RunCurves.MetricCurve;
import org.ncollapse.spec.Split;

class CurveSelectionTest {

    private static RunCurves run(int... epochs) {
        return new RunCurves(
                epochs,
                new double[epochs.length],
                List.of(new MetricCurve(MainMetric.NC1, Split.TRAIN, new double[epochs.length])));
    }

    private static int[] shown(RunCurves run, CurveSelection selection) {
        return Arrays.stream(selection.of(run)).map(i -> run.epochs()[i]).toArray();
    }

    @Test
    void allEpochsOfFewRunsAreShown() {
        RunCurves run = run(0, 1, 5, 9);
        assertThat(shown(run, CurveSelection.of(List.of(run, run), 8))).containsExactly(0, 1, 5, 9);
    }

    @Test
    void runsShareTheEpochsThatAreShown() {
        int[] common = IntStream.rangeClosed(0, 16).map(i -> 10 * i).toArray();
        // The zero-error epochs 33 and 77 are captured in one run each.
        RunCurves first = run(IntStream.concat(Arrays.stream(common), IntStream.of(33))
                .sorted()
                .toArray());
        RunCurves second = run(IntStream.concat(Arrays.stream(common), IntStream.of(77))
                .sorted()
                .toArray());
        CurveSelection selection = CurveSelection.of(List.of(first, second), 12);
        assertThat(shown(first, selection))
                .containsExactly(shown(second, selection))
                .hasSize(6)
                .startsWith(0)
                .endsWith(160)
                .doesNotContain(33, 77);
        int[] gaps = IntStream.range(1, 6)
                .map(i -> shown(first, selection)[i] - shown(first, selection)[i - 1])
                .toArray();
        assertThat(Arrays.stream(gaps).max().getAsInt()).as("spread evenly").isLessThanOrEqualTo(80);
    }

    @Test
    void aRunWithoutEpochsHasNone() {
        assertThat(CurveSelection.of(List.of(RunCurves.NONE), 10).of(RunCurves.NONE))
                .isEmpty();
    }
}
