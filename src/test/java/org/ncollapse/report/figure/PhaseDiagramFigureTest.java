package org.ncollapse.report.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.report.figure.Curve.Point;
import org.ncollapse.report.sweep.PhaseDiagram;
import org.ncollapse.report.sweep.SweepResults;
import org.ncollapse.report.sweep.SyntheticSweep;
import org.ncollapse.spec.RunStatus;
import org.ncollapse.ufm.fit.PlainModelStrength;

class PhaseDiagramFigureTest {

    @TempDir
    private Path folder;

    @Test
    void equalResultsGiveEqualBytesInThreeFormats() throws IOException {
        List<Path> files = Figures.drawPhaseDiagram(folder, PhaseDiagram.of(SyntheticSweep.decays(3)));
        assertThat(files)
                .extracting(file -> folder.relativize(file).toString())
                .containsExactly("figures/phase-diagram.png", "figures/phase-diagram.svg", "figures/phase-diagram.pdf");
        List<byte[]> first = new ArrayList<>();
        for (Path file : files) {
            first.add(Files.readAllBytes(file));
        }
        Figures.drawPhaseDiagram(folder, PhaseDiagram.of(SyntheticSweep.decays(3)));
        for (int i = 0; i < files.size(); i++) {
            assertThat(Files.readAllBytes(files.get(i))).isEqualTo(first.get(i));
        }
    }

    @Test
    void axesThresholdAndTheoryAreLabeled() throws Exception {
        Figures.drawPhaseDiagram(folder, PhaseDiagram.of(SyntheticSweep.decays(3)));
        assertThat(texts())
                .contains(
                        "NC1",
                        "NC2: dist. to OF",
                        "\u0109 by balance (\u25cb = 0)",
                        "\u0109 by shrinkage (\u25cb = 0)",
                        "objective.weightDecay",
                        "a = 1 \u2212 \u0109 by shrinkage",
                        "critical strength, c = 1",
                        "theory: a = max(0, 1 \u2212 c)",
                        "zero solution (undefined)",
                        "loss mse",
                        "none");
    }

    @Test
    void pointsAreMeansAndBarsAreIntervals() {
        PanelSpec nc1 = chart(SyntheticSweep.decays(3), 0, 0);
        List<Point> points = curve(nc1, null, FigureStyle.color(0));
        // The geometric means of 10^(−d−1), 10^(−d−2), 10^(−d−3); that of zero solutions is undefined.
        assertThat(points).hasSize(4);
        for (int d = 0; d < 3; d++) {
            assertThat(points.get(d).value()).isCloseTo(Math.pow(10, -d - 2), within(1e-12));
        }
        assertThat(points.get(3).value()).isNaN();
        assertThat(points.get(1).x()).isEqualTo(-3);
        List<Point> bars = nc1.curves().stream()
                .filter(curve -> FigureStyle.SOLID.equals(curve.style().line()))
                .findFirst()
                .orElseThrow()
                .points();
        assertThat(bars).hasSize(9);
        // The standard deviation over three seeds is one decade: ±4.303/√3 decades.
        assertThat(Math.log10(bars.get(0).value())).isCloseTo(-2 - 4.303 / Math.sqrt(3), within(1e-3));
        assertThat(Math.log10(bars.get(1).value())).isCloseTo(-2 + 4.303 / Math.sqrt(3), within(1e-3));
    }

    @Test
    void zeroSolutionsAreAboveAllMeansAndRightOfThreshold() {
        SweepResults results = SyntheticSweep.decays(2);
        PanelSpec balance = chart(results, 0, 1);
        List<Point> zeroSolutions = balance.curves().get(0).points();
        assertThat(balance.curves().get(0).style().fill()).isEqualTo(FigureStyle.BACKGROUND);
        assertThat(zeroSolutions).containsExactly(new Point(0, 3));
        assertThat(curve(balance, null, FigureStyle.color(0)))
                .extracting(Point::value)
                .containsExactly(0.0, .1, .4, Double.NaN);
        PanelSpec logitScale = chart(results, 2, 1);
        List<Point> runs = curve(logitScale, null, FigureStyle.color(0));
        assertThat(runs).hasSize(8);
        assertThat(runs.get(7).x()).isGreaterThan(0);
        assertThat(runs.get(7).value()).isZero();
    }

    @Test
    void theoreticalCurveIsOneMinusCAndAtLeastZero() {
        PanelSpec logitScale = chart(SyntheticSweep.decays(2), 2, 1);
        List<Point> theory =
                logitScale.curves().get(logitScale.curves().size() - 1).points();
        assertThat(theory)
                .allSatisfy(point ->
                        assertThat(point.value()).isCloseTo(Math.max(0, 1 - Math.pow(10, point.x())), within(1e-12)));
        assertThat(theory.get(theory.size() - 1).value()).isZero();
        assertThat(theory.get(0).value()).isGreaterThan(.97);
    }

    @Test
    void criticalStrengthFarAboveEstimatesIsNotDrawn() {
        PlainModelStrength weak = new PlainModelStrength(1e-3, 1e-3, 1e-3);
        SweepResults results = new SweepResults(
                "weak",
                "",
                List.of("network.width"),
                List.of(SyntheticSweep.run("a", RunStatus.FINISHED, List.of("8"), 1, weak, .1)));
        assertThat(chart(results, 0, 1).curves())
                .noneMatch(curve -> curve.points().stream().anyMatch(point -> point.value() == 1));
    }

    @Test
    void withoutFinishedRunEarlierFigureIsDeleted() {
        Figures.drawPhaseDiagram(folder, PhaseDiagram.of(SyntheticSweep.decays(1)));
        SweepResults none = new SweepResults(
                "none",
                "",
                List.of(),
                SyntheticSweep.decays(1).runs().subList(4, 6).stream().toList());
        assertThat(Figures.drawPhaseDiagram(folder, PhaseDiagram.of(none))).isEmpty();
        assertThat(folder.resolve("figures/phase-diagram.png")).doesNotExist();
    }

    @Test
    void longCategoriesAreTruncated() throws Exception {
        PlainModelStrength some = new PlainModelStrength(.1, .1, 1e-3);
        SweepResults results = new SweepResults(
                "words",
                "",
                List.of("network.widths"),
                List.of(
                        SyntheticSweep.run(
                                        "a",
                                        RunStatus.FINISHED,
                                        List.of("[1024, 1024, 1024, 1024, 1024]"),
                                        1,
                                        some,
                                        .1),
                                SyntheticSweep.run("b", RunStatus.FINISHED, List.of("[8]"), 1, some, .1),
                        SyntheticSweep.run("c", RunStatus.FINISHED, List.of("[16]"), 1, some, .1),
                                SyntheticSweep.run("d", RunStatus.FINISHED, List.of("[32]"), 1, some, .1)));
        Figures.drawPhaseDiagram(folder, PhaseDiagram.of(results));
        assertThat(texts())
                .contains("[8]", "[16]", "[32]")
                .doesNotContain("[1024, 1024, 1024, 1024, 1024]")
                .anyMatch(text -> text.startsWith("[1024") && text.endsWith("\u2026"));
    }

    private static PanelSpec chart(SweepResults results, int column, int row) {
        return PhaseDiagramFigure.of(PhaseDiagram.of(results))
                .orElseThrow()
                .columns()
                .get(column)
                .get(row);
    }

    /** Returns the points of the curve with a line and a fill color. */
    private static List<Point> curve(PanelSpec chart, Object line, Object fill) {
        return chart.curves().stream()
                .filter(curve ->
                        curve.style().line() == line && curve.style().fill().equals(fill))
                .findFirst()
                .orElseThrow()
                .points();
    }

    private List<String> texts() throws Exception {
        return new FigureFiles(folder).texts("phase-diagram");
    }
}
