package org.ncollapse.report.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.report.figure.Curve.Point;
import org.ncollapse.report.sweep.SweepAxis.Tick;
import org.ncollapse.report.table.FitRows;
import org.ncollapse.ufm.fit.FitRow;
import org.ncollapse.ufm.fit.FitRow.Entry;
import org.ncollapse.ufm.fit.FitRow.Kind;

class TrajectoryFigureTest {
    private static final String[] THREE = {"plain", "extended-linear", "extended-relu"};

    private FigureFiles figures;

    @BeforeEach
    void setUp(@TempDir Path folder) {
        figures = new FigureFiles(folder);
    }

    @Test
    void metricsAreColumnsAndModelsAreCurves() {
        Figure figure =
                TrajectoryFigure.of(new FitRows(SyntheticFitRows.of(4, THREE))).orElseThrow();

        assertThat(figure.legend())
                .extracting(Legend.Entry::name)
                .containsExactly("network", "plain", "extended-linear", "extended-relu", "thin: frozen features");
        assertThat(figure.columns()).hasSize(3);
        assertThat(figure.columns())
                .flatExtracting(column ->
                        column.stream().map(chart -> chart.curves().size()).toList())
                .containsExactly(7, 4, 3);
    }

    @Test
    void curvesHaveValuesOfRowsByEpoch() {
        List<FitRow> rows = List.of(
                new FitRow(Kind.TRAJECTORY, "plain", OptionalInt.of(9), "", "nc1", Entry.SCALAR, 0.25, 0.125, 1),
                new FitRow(Kind.TRAJECTORY, "plain", OptionalInt.of(5), "", "nc1", Entry.SCALAR, 0.5, 0.75, 0.5),
                new FitRow(Kind.TRAJECTORY, "plain", OptionalInt.of(5), "", "decay_time", Entry.SCALAR, 1.5, 0, 0),
                new FitRow(Kind.TRAJECTORY, "plain", OptionalInt.of(9), "", "decay_time", Entry.SCALAR, 2.5, 0, 0),
                new FitRow(
                        Kind.TRAJECTORY, "extended-relu", OptionalInt.of(5), "", "nc1", Entry.SCALAR, 0.5, 0.625, 0.2));
        PanelSpec chart = TrajectoryFigure.of(new FitRows(rows))
                .orElseThrow()
                .columns()
                .get(0)
                .get(0);

        assertThat(chart.curves())
                .extracting(Curve::points)
                .containsExactly(
                        List.of(new Point(1.5, 0.625)),
                        List.of(new Point(1.5, 0.75), new Point(2.5, 0.125)),
                        List.of(new Point(1.5, 0.5), new Point(2.5, 0.25)));
        assertThat(chart.xAxis().min()).isEqualTo(1.5);
        assertThat(chart.xAxis().max()).isEqualTo(2.5);
        assertThat(chart.xAxis().ticks()).extracting(Tick::label).containsExactly("1.5", "2", "2.5");
    }

    @Test
    void fittedAndHeldOutEpochsAreLabeled() throws Exception {
        figures.write(TrajectoryFigure.of(new FitRows(SyntheticFitRows.of(4, THREE))));
        assertThat(figures.texts("ufm-trajectories"))
                .contains(
                        "network",
                        "plain",
                        "extended-linear",
                        "extended-relu",
                        "fitted",
                        "held out",
                        "\u03a3 \u03b7 \u03bb / (1 \u2212 \u03bc), decay time constants",
                        "NC1",
                        "NC2: dist. to OF",
                        "NC1(H\u2082) / NC1(H\u2081)");

        FitRows unscored = new FitRows(SyntheticFitRows.of(4, "plain-cross-entropy").stream()
                .filter(row -> row.kind() != Kind.SCORE)
                .toList());
        figures.write(TrajectoryFigure.of(unscored));
        assertThat(figures.texts("ufm-trajectories"))
                .contains("NC2: dist. to ETF")
                .doesNotContain("NC2: dist. to OF", "plain", "fitted", "held out");
    }
}
