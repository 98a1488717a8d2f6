package org.ncollapse.report.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.report.table.FitRows;
import org.ncollapse.report.table.MetricsTable;
import org.ncollapse.ufm.fit.FitRow;
import org.ncollapse.ufm.fit.FitRow.Entry;
import org.ncollapse.ufm.fit.FitRow.Kind;

class RegularizationFigureTest {
    private static final String[] THREE = {"plain", "extended-linear", "extended-relu"};

    private static final FigureData NO_RUN = new FigureData(MetricsTable.of(List.of()), List.of());

    @TempDir
    private Path folder;

    private FigureFiles figures;

    @BeforeEach
    void setUp() {
        figures = new FigureFiles(folder);
    }

    @Test
    void modelsWithEqualEstimatesShareAPanel() throws Exception {
        figures.write(RegularizationFigure.of(
                new FitRows(SyntheticFitRows.of(4, THREE)), FigureData.read(CsvFixture.collapsing(folder)), "epoch"));

        assertThat(figures.texts("ufm-regularization"))
                .contains(
                        "\u0109",
                        "\u03bb, geometric mean",
                        "plain",
                        "extended-linear, extended-relu",
                        "by balance",
                        "by shrinkage",
                        "critical strength",
                        "terminal phase");
        assertThat(figures.texts("ufm-regularization"))
                .filteredOn("terminal phase"::equals)
                .hasSize(1);
    }

    @Test
    void criticalStrengthFarFromEstimatesIsNotDrawn() {
        List<FitRow> rows = List.of(
                new FitRow(
                        Kind.ESTIMATE,
                        "plain",
                        OptionalInt.of(3),
                        "",
                        "c_balance",
                        Entry.SCALAR,
                        0.01,
                        Double.NaN,
                        Double.NaN),
                new FitRow(
                        Kind.ESTIMATE,
                        "plain",
                        OptionalInt.of(3),
                        "",
                        "critical_value",
                        Entry.SCALAR,
                        Double.NaN,
                        1,
                        Double.NaN));
        Figure figure =
                RegularizationFigure.of(new FitRows(rows), NO_RUN, "epoch").orElseThrow();

        assertThat(figure.columns().get(0))
                .singleElement()
                .satisfies(chart -> assertThat(chart.curves()).hasSize(1));
        assertThat(figure.legend()).extracting(Legend.Entry::name).doesNotContain("critical strength");
    }
}
