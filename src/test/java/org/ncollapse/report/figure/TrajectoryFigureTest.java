package org.ncollapse.report.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.report.figure.Curve.Point;
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
        Figure figure = TrajectoryFigure.of(new FitRows(SyntheticFitRows.of(4, THREE)), "epoch")
                .orElseThrow();

        assertThat(figure.legend())
                .extracting(Legend.Entry::name)
                .containsExactly("network", "plain", "extended-linear", "extended-relu", "thin: NC1 time scale");
        assertThat(figure.columns()).hasSize(4);
        assertThat(figure.columns())
                .flatExtracting(column ->
                        column.stream().map(chart -> chart.curves().size()).toList())
                .containsExactly(7, 4, 4, 3);
    }

    @Test
    void curvesHaveValuesOfRowsByEpoch() {
        List<FitRow> rows = List.of(
                new FitRow(Kind.TRAJECTORY, "plain", OptionalInt.of(9), "", "nc1", Entry.SCALAR, 0.25, 0.125, 1),
                new FitRow(Kind.TRAJECTORY, "plain", OptionalInt.of(5), "", "nc1", Entry.SCALAR, 0.5, 0.75, 0.5),
                new FitRow(
                        Kind.TRAJECTORY, "extended-relu", OptionalInt.of(5), "", "nc1", Entry.SCALAR, 0.5, 0.625, 0.2));
        PanelSpec chart = TrajectoryFigure.of(new FitRows(rows), "epoch")
                .orElseThrow()
                .columns()
                .get(0)
                .get(0);

        assertThat(chart.curves())
                .extracting(Curve::points)
                .containsExactly(
                        List.of(new Point(5, 0.625)),
                        List.of(new Point(5, 0.75), new Point(9, 0.125)),
                        List.of(new Point(5, 0.5), new Point(9, 0.25)));
        assertThat(chart.xAxis()).isEqualTo(new PanelSpec.XAxis("epoch", 5, 9));
    }

    @Test
    void fittedAndHeldOutEpochsAreLabeled() throws Exception {
        figures.write(TrajectoryFigure.of(new FitRows(SyntheticFitRows.of(4, THREE)), "iteration"));
        assertThat(figures.texts("ufm-trajectories"))
                .contains(
                        "network",
                        "plain",
                        "extended-linear",
                        "extended-relu",
                        "fitted",
                        "held out",
                        "iteration",
                        "NC1",
                        "NC2: dist. to OF",
                        "NC3: dist. to OF",
                        "NC1(H\u2082) / NC1(H\u2081)");

        FitRows unscored = new FitRows(SyntheticFitRows.of(4, "plain-cross-entropy").stream()
                .filter(row -> row.kind() != Kind.SCORE)
                .toList());
        figures.write(TrajectoryFigure.of(unscored, "epoch"));
        assertThat(figures.texts("ufm-trajectories"))
                .contains("NC2: dist. to ETF", "NC3: dist. to ETF")
                .doesNotContain("NC2: dist. to OF", "plain", "fitted", "held out");
    }
}
