package org.ncollapse.report.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.report.sweep.PhaseDiagram;
import org.ncollapse.report.sweep.SweepResults;
import org.ncollapse.report.sweep.SweepRun;
import org.ncollapse.report.sweep.SyntheticSweep;
import org.ncollapse.report.sweep.TheoryComparison;
import org.ncollapse.report.sweep.TheoryComparison.Interval;
import org.ncollapse.spec.RunStatus;
import org.ncollapse.ufm.fit.PlainModelComparison;
import org.ncollapse.ufm.fit.PlainModelComparison.Values;
import org.ncollapse.ufm.fit.PlainModelStrength;

class TheoryFigureTest {

    @TempDir
    private Path folder;

    /** Seed s observes (1 + s/10) times what is predicted. */
    private static SweepResults results(double... strengths) {
        List<SweepRun> runs = new ArrayList<>();
        for (double c : strengths) {
            for (int seed = 1; seed <= 2; seed++) {
                double a = Math.max(0, 1 - c);
                double factor = 1 + seed / 10.0;
                SweepRun run = SyntheticSweep.run(
                        "c-" + c + "-seed-" + seed,
                        RunStatus.FINISHED,
                        List.of(Double.toString(c * c / 50), "mse"),
                        seed,
                        new PlainModelStrength(c, c, 1e-3),
                        1e-4);
                runs.add(new SweepRun(
                        run.name(),
                        run.status(),
                        run.keyValues(),
                        run.seed(),
                        true,
                        run.strength(),
                        Optional.of(new PlainModelComparison(
                                c,
                                new Values(factor * a, factor * 2 * a, factor * c, factor * a, .01 * seed, .02 * seed),
                                new Values(a, 2 * a, c, a, 0, 0))),
                        List.of(),
                        run.lastMetrics(),
                        run.curves()));
            }
        }
        return new SweepResults("known", "", List.of("objective.featureDecay", "objective.loss"), runs);
    }

    @Test
    void pointsAreConfigurationsByStrengthWithSeedsAsIntervals() {
        TheoryComparison comparison = TheoryComparison.of(PhaseDiagram.of(results(.5, .1, 1.2)));
        assertThat(comparison.points())
                .extracting(TheoryComparison.Point::strength)
                .containsExactly(.1, .5, 1.2);
        Interval norm =
                comparison.points().get(0).interval(run -> run.observed().meanSquaredNorm());
        assertThat(norm.mean()).isCloseTo(1.15 * .9, within(1e-15));
        assertThat(norm.low()).isCloseTo(1.1 * .9, within(1e-15));
        assertThat(norm.high()).isCloseTo(1.2 * .9, within(1e-15));
        assertThat(comparison.points().get(2).predicted().meanSquaredNorm()).isZero();
    }

    @Test
    void drawsThreeFilesAndDeletesThemWithoutKnownPenalty() throws IOException {
        TheoryComparison comparison = TheoryComparison.of(PhaseDiagram.of(results(.001, .1, .5, 1.2)));
        assertThat(Figures.drawTheory(folder, comparison))
                .extracting(file -> folder.relativize(file).toString())
                .containsExactly("figures/theory.png", "figures/theory.svg", "figures/theory.pdf");
        TheoryComparison none = TheoryComparison.of(PhaseDiagram.of(SyntheticSweep.decays(2)));
        assertThat(none.points()).isEmpty();
        assertThat(Figures.drawTheory(folder, none)).isEmpty();
        assertThat(folder.resolve("figures")).isEmptyDirectory();
    }
}
