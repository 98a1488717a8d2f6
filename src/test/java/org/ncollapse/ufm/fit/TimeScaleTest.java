package org.ncollapse.ufm.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Recovers a known time scale between two curves. */
class TimeScaleTest {
    private static final List<DoubleUnaryOperator> CURVES =
            List.of(t -> Math.exp(-t), t -> 1 / (1 + t), t -> .1 + .9 * Math.exp(-2 * t));

    @Test
    void recoversTheFactorBetweenTwoTimes() {
        Trajectory model = trajectory(log(1e-3, 50, 200), 1);
        Trajectory network = trajectory(log(.1, 10, 20), 3.7);
        TimeScale scale = TimeScale.fit(network, model, 15, 0, 1, 2);
        assertThat(scale.value()).isCloseTo(3.7, within(.01));
        assertThat(scale.atUpperBound()).isFalse();
    }

    @Test
    void factorBeyondTheSimulatedTimeIsAtTheUpperBound() {
        Trajectory model = trajectory(log(1e-3, 20, 200), 1);
        Trajectory network = trajectory(log(.1, 10, 20), 3.7);
        TimeScale scale = TimeScale.fit(network, model, 15, 0, 1, 2);
        assertThat(scale.atUpperBound()).isTrue();
        assertThat(scale.value()).isCloseTo(2, within(1e-9));
    }

    @Test
    void heldOutEpochsDoNotAffectTheFit() {
        Trajectory model = trajectory(log(1e-3, 50, 200), 1);
        Trajectory network = trajectory(log(.1, 10, 20), 3.7);
        double before = TimeScale.fit(network, model, 10, 0, 1, 2).value();
        for (double[] values : network.values()) {
            values[10] = 1e3;
        }
        assertThat(TimeScale.fit(network, model, 10, 0, 1, 2).value()).isEqualTo(before);
        assertThat(TimeScale.fit(network, model, 11, 0, 1, 2).value()).isNotEqualTo(before);
    }

    @Test
    void interpolationIsExactForAPowerOfTime() {
        Trajectory trajectory =
                new Trajectory(List.of(TrajectoryMetric.NC1), new double[] {0, 1, 100}, new double[][] {{4, 1, 1e-4}});
        assertThat(trajectory.interpolate(0, 10)).isCloseTo(1e-2, within(1e-15));
        assertThat(trajectory.interpolate(0, .5)).isCloseTo(2, within(1e-15));
        assertThat(trajectory.interpolate(0, 100)).isEqualTo(1e-4);
    }

    private static Trajectory trajectory(double[] times, double factor) {
        return new Trajectory(
                List.of(TrajectoryMetric.NC1, TrajectoryMetric.NC2_OF, TrajectoryMetric.NC3_OF),
                times,
                CURVES.stream()
                        .map(curve -> DoubleStream.of(times)
                                .map(time -> curve.applyAsDouble(factor * time))
                                .toArray())
                        .toArray(double[][]::new));
    }

    /** Returns zero and log-spaced times. */
    private static double[] log(double from, double to, int points) {
        return DoubleStream.concat(
                        DoubleStream.of(0),
                        IntStream.range(0, points).mapToDouble(i -> from * Math.pow(to / from, i / (points - 1.0))))
                .toArray();
    }
}
