package org.ncollapse.report.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.ncollapse.report.table.FitRows;

class SingularValuesFigureTest {
    private static final String[] THREE = {"plain", "extended-linear", "extended-relu"};

    @Test
    void factorsArePanelsAndUndefinedPredictionsHaveNoBars() {
        Figure figure = SingularValuesFigure.of(new FitRows(SyntheticFitRows.of(4, THREE)))
                .orElseThrow();

        // The plain model's H and W are the extended ones' H2 and W2.
        assertThat(figure.columns()).hasSize(4);
        assertThat(figure.columns().get(0).get(0).curves()).hasSize(4);
        PanelData hidden = new PanelData(figure.columns().get(2).get(0).curves(), PanelSpec.YScale.LINEAR);
        assertThat(hidden.getSeriesCount()).isEqualTo(3);
        assertThat(IntStream.range(0, 3).map(series -> (int) IntStream.range(0, hidden.getItemCount(series))
                        .filter(item -> !Double.isNaN(hidden.getYValue(series, item)))
                        .count()))
                .containsExactly(4, 0, 8);
    }

    @Test
    void hundredSingularValuesAreALine() {
        FitRows fit = new FitRows(SyntheticFitRows.of(100, "plain"));
        assertThat(SingularValuesFigure.of(fit)
                        .orElseThrow()
                        .columns()
                        .get(0)
                        .get(0)
                        .curves())
                .extracting(curve -> curve.points().size())
                .containsExactly(100, 100);
    }
}
