package org.ncollapse.report.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.ncollapse.report.sweep.FittedModel.MetricTrajectory;
import org.ncollapse.report.sweep.SeedTrajectories.MetricCurves;
import org.ncollapse.ufm.fit.FitRow;
import org.ncollapse.ufm.fit.TrajectoryMetric;

class SeedTrajectoriesTest {
    private static final double T = SyntheticFits.UNIT;

    private static SeedTrajectories only(SweepRun... runs) {
        List<SeedTrajectories> all = SeedTrajectories.of(new SweepResults("s", "", List.of("key"), List.of(runs)));
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    @Test
    void interpolationIsLinearInTheLogarithms() {
        double[] values =
                SeedTrajectories.interpolate(new double[] {1, 100, 1000}, new double[] {0, -2, -6}, new double[] {
                    1, 10, 100, 100 * Math.sqrt(10), 1000
                });
        assertThat(values).containsExactly(new double[] {0, -1, -2, -4, -6}, within(1e-12));
    }

    @Test
    void epochsWithoutLearningRateAreAtTheSameTime() {
        assertThat(SeedTrajectories.interpolate(new double[] {1, 2, 2}, new double[] {0, 1, 1}, new double[] {2}))
                .containsExactly(1);
    }

    @Test
    void seedsAreAveragedInTheirCommonRange() {
        SeedTrajectories average = only(
                SyntheticFits.run("a", 1, SyntheticFits.rows("plain", 4, 60, 1)),
                SyntheticFits.run("a", 2, SyntheticFits.rows("plain", 8, 50, 10)),
                SyntheticFits.run("a", 3, SyntheticFits.rows("plain", 6, 60, 100)));
        assertThat(average.seeds()).isEqualTo(3);
        assertThat(average.times()[0]).isEqualTo(8 * T);
        assertThat(average.times()[SeedTrajectories.POINTS - 1]).isEqualTo(50 * T);
        // The middle of the logarithms.
        assertThat(average.times()[SeedTrajectories.POINTS / 2]).isCloseTo(20 * T, within(1e-12));
        assertThat(average.firstBorder()).isEqualTo(29 * T);
        assertThat(average.lastBorder()).isEqualTo(33 * T);

        MetricCurves nc1 = average.metrics().get(0);
        assertThat(nc1.metric()).isEqualTo(TrajectoryMetric.NC1);
        for (int i = 0; i < SeedTrajectories.POINTS; i++) {
            double t = average.times()[i];
            SeedInterval network = nc1.network().get(i);
            assertThat(network.mean() * t).isCloseTo(10, within(1e-9));
            assertThat(Math.log10(network.high() * t)).isCloseTo(1 + 4.303 / Math.sqrt(3), within(5e-4));
            assertThat(nc1.models().get(0).predicted().get(i).mean() * t).isCloseTo(20, within(1e-9));
            assertThat(nc1.models().get(0).frozen().get(i).mean()).isCloseTo(30, within(1e-9));
        }
        assertThat(average.metrics()).extracting(MetricCurves::metric).doesNotContain(TrajectoryMetric.NC1_RATIO);
    }

    @Test
    void lateSeedDoesNotShortenTheRange() {
        SeedTrajectories average = only(
                SyntheticFits.run("a", 1, SyntheticFits.rows("plain", 4, 60, 1)),
                SyntheticFits.run("a", 2, SyntheticFits.rows("plain", 50, 60, 10)),
                SyntheticFits.run("a", 3, SyntheticFits.rows("plain", 10, 60, 100)));
        assertThat(average.fitted()).isEqualTo(3);
        assertThat(average.seeds()).isEqualTo(2);
        assertThat(average.times()[0]).isEqualTo(10 * T);
        SeedInterval network = average.metrics().get(0).network().get(0);
        assertThat(network.low() * 10 * T).isCloseTo(1, within(1e-9));
        assertThat(network.mean() * 10 * T).isCloseTo(10, within(1e-9));
        assertThat(network.high() * 10 * T).isCloseTo(100, within(1e-9));
    }

    @Test
    void configurationWithoutFitsOrCommonRangeIsLeftOut() {
        assertThat(SeedTrajectories.of(new SweepResults(
                        "s",
                        "",
                        List.of("key"),
                        List.of(
                                SyntheticFits.run("none", 1, List.of()),
                                SyntheticFits.run("apart", 1, SyntheticFits.rows("plain", 4, 20, 1)),
                                SyntheticFits.run("apart", 2, SyntheticFits.rows("plain", 30, 60, 1))))))
                .isEmpty();
    }

    @Test
    void networkIsThatOfAnyModelAndModelsAreThoseOfAnySeed() {
        List<FitRow> both = SyntheticFits.rows("extended-relu", 4, 60, 10);
        both.addAll(SyntheticFits.rows("plain", 4, 60, 10));
        SeedTrajectories average =
                only(SyntheticFits.run("a", 1, SyntheticFits.rows("plain", 4, 60, 1)), SyntheticFits.run("a", 2, both));
        MetricCurves nc1 = average.metrics().get(0);
        assertThat(nc1.network().get(0).mean() * 4 * T).isCloseTo(Math.sqrt(10), within(1e-9));
        assertThat(nc1.models())
                .extracting(SeedTrajectories.ModelCurves::model)
                .containsExactly("plain", "extended-relu");
        assertThat(nc1.models().get(1).predicted().get(0).mean() * 4 * T).isCloseTo(20, within(1e-9));
        assertThat(average.metrics()).extracting(MetricCurves::metric).contains(TrajectoryMetric.NC1_RATIO);
    }

    @Test
    void scoresAreReadAndRmseIsGivenAsFactor() {
        FittedModel fit = FittedModel.of(SyntheticFits.rows("plain", 0, 10, 2)).get(0);
        assertThat(fit.name()).isEqualTo("plain");
        assertThat(fit.score(FitColumn.FEATURE_RATE)).isEqualTo(80);
        assertThat(fit.score(FitColumn.factor(""))).isCloseTo(Math.pow(10, .2), within(1e-15));
        assertThat(fit.score(FitColumn.factor("_constant"))).isCloseTo(Math.pow(10, .4), within(1e-15));
        assertThat(fit.score(FitColumn.factor("", TrajectoryMetric.NC2_OF))).isCloseTo(Math.pow(10, .1), within(1e-15));
        assertThat(fit.score(FitColumn.factor("_frozen"))).isNaN();
        assertThat(fit.times()).as("the initial network has no logarithm").hasSize(10);
        MetricTrajectory nc1 = fit.trajectories().get(0);
        assertThat(nc1.network()[0]).isCloseTo(Math.log10(2 / T), within(1e-15));
        assertThat(nc1.predicted()[0]).isCloseTo(Math.log10(4 / T), within(1e-15));
        assertThat(nc1.frozen()[0]).isCloseTo(Math.log10(6), within(1e-15));
    }
}
