package org.ncollapse.report.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.report.figure.Curve.Point;
import org.ncollapse.report.figure.PanelSpec.YScale;
import org.ncollapse.report.figure.TapCurve.LineKind;

class PanelDataTest {
    @TempDir
    private Path folder;

    @Test
    void curvesOfTapsAndSplitsHaveValuesOfTheFile() throws IOException {
        List<TapCurve> curves = MetricPanel.NC1.curves(FigureData.read(CsvFixture.collapsing(folder)));
        PanelData data = new PanelData(curves.stream().map(TapCurve::curve).toList(), MetricPanel.NC1.scale());

        assertThat(curves)
                .extracting(TapCurve::layer)
                .containsExactly("penultimate", "previous", "penultimate", "previous");
        assertThat(curves)
                .extracting(TapCurve::lineKind)
                .containsExactly(LineKind.TRAIN, LineKind.TRAIN, LineKind.TEST, LineKind.TEST);
        assertThat(xs(data, 1)).containsExactly(0, 1, 2, 5, 10);
        // 3 · 10/(1 + epoch), written to the file as decimal numbers and read again.
        assertThat(ys(data, 1))
                .containsExactly(3 * (10.0 / 1), 3 * (10.0 / 2), 3 * (10.0 / 3), 3 * (10.0 / 6), 3 * (10.0 / 11));
    }

    @Test
    void panelsReadTheirColumns() throws IOException {
        FigureData run = FigureData.read(CsvFixture.with(
                folder,
                List.of(CsvFixture.METRICS_HEADER, "3,penultimate,train,1,2,3,4,5,6,7,8,9,10,0"),
                List.of(CsvFixture.EPOCHS_HEADER, "3,11,12,13,14")));

        assertThat(values(MetricPanel.NC1, run)).containsExactly(1.0);
        assertThat(values(MetricPanel.NC2_ETF, run)).containsExactly(3.0);
        assertThat(values(MetricPanel.NC2_OF, run)).containsExactly(4.0);
        assertThat(values(MetricPanel.NC3_ETF, run)).containsExactly(5.0);
        assertThat(values(MetricPanel.NC3_OF, run)).containsExactly(6.0);
        assertThat(values(MetricPanel.LOSS, run)).containsExactly(7.0, 11.0);
        assertThat(values(MetricPanel.ERROR, run)).containsExactly(9.0, 12.0);
    }

    @Test
    void metricsOfHeadHaveCurvesOfItsLayerOnly() throws IOException {
        FigureData run = FigureData.read(CsvFixture.collapsing(folder));

        assertThat(MetricPanel.NC3_OF.curves(run))
                .extracting(TapCurve::layer)
                .containsExactly("penultimate", "penultimate");
        assertThat(MetricPanel.LOSS.curves(run))
                .extracting(TapCurve::lineKind)
                .containsExactly(LineKind.TRAIN, LineKind.TEST, LineKind.TRAINING_MEAN);
    }

    @Test
    void zeroErrorIsDrawnAtPowerOfTenBelowHalfOfSmallestError() {
        PanelData data = new PanelData(List.of(curve(0.9, 3e-5, 0, 0)), YScale.LOGARITHMIC_WITH_ZERO);

        assertThat(data.showsZeros()).isTrue();
        assertThat(data.min()).isEqualTo(1e-5);
        assertThat(ys(data, 0)).containsExactly(0.9, 3e-5, 1e-5, 1e-5);
        assertThat(data.isZero(0, 1)).isFalse();
        assertThat(data.isZero(0, 2)).isTrue();
    }

    @Test
    void lowerEndIsBelowAllCurves() {
        PanelData data = new PanelData(List.of(curve(0.5, 0), curve(0.5, 1e-4)), YScale.LOGARITHMIC_WITH_ZERO);

        assertThat(data.min()).isEqualTo(1e-5);
    }

    @Test
    void panelOfZerosHasLowerEnd() {
        PanelData data = new PanelData(List.of(curve(0, 0)), YScale.LOGARITHMIC_WITH_ZERO);

        assertThat(data.hasData()).isTrue();
        assertThat(data.min()).isPositive().isLessThan(data.max());
        assertThat(ys(data, 0)).containsExactly(data.min(), data.min());
    }

    @Test
    void zeroUndefinedNegativeAndInfiniteValuesAreGaps() {
        PanelData data = new PanelData(
                List.of(curve(1, 0, 2, Double.NaN, 3, -4, 5, Double.POSITIVE_INFINITY, 6)), YScale.LOGARITHMIC);

        assertThat(ys(data, 0)).containsExactly(1, Double.NaN, 2, Double.NaN, 3, Double.NaN, 5, Double.NaN, 6);
        assertThat(data.min()).isEqualTo(1);
        assertThat(data.max()).isEqualTo(6);
        assertThat(data.showsZeros()).isFalse();
    }

    @Test
    void panelWithoutShownValuesHasNoData() {
        assertThat(new PanelData(List.of(curve(0, 0)), YScale.LOGARITHMIC).hasData())
                .isFalse();
        assertThat(new PanelData(List.of(), YScale.LOGARITHMIC_WITH_ZERO).hasData())
                .isFalse();
    }

    @Test
    void modelFarFromPointsDoesNotExtendAxis() {
        Curve points = new Curve(ModelStyle.network(), List.of(new Point(0, 0.5), new Point(1, 0.01)));
        Curve line = new Curve(ModelStyle.line("plain"), List.of(new Point(0, 0.7), new Point(1, 1e-30)));
        PanelData data = new PanelData(List.of(line, points), YScale.LOGARITHMIC);

        assertThat(data.min()).isEqualTo(1e-4);
        assertThat(data.max()).isEqualTo(0.7);
        assertThat(ys(data, 0)).containsExactly(0.7, 1e-30);
    }

    @Test
    void fewPointsAllHaveMarkers() {
        PanelData data = new PanelData(List.of(curve(3, 2, Double.NaN, 1)), YScale.LOGARITHMIC);

        assertThat(marked(data)).containsExactly(0, 1, 3);
    }

    @Test
    void isolatedPointsAndFirstZeroOfManyPointsHaveMarkers() {
        double[] values = IntStream.range(0, 60)
                .mapToDouble(i -> i < 40 ? 1.0 / (1 + i) : 0)
                .toArray();
        values[10] = Double.NaN;
        values[12] = Double.NaN;

        assertThat(marked(new PanelData(List.of(curve(values)), YScale.LOGARITHMIC_WITH_ZERO)))
                .containsExactly(11, 40);
    }

    private static Curve curve(double... values) {
        return new Curve(
                CurveStyle.solid(FigureStyle.FOREGROUND, FigureStyle.marker(0)),
                IntStream.range(0, values.length)
                        .mapToObj(i -> new Point(i, values[i]))
                        .toList());
    }

    private static double[] values(MetricPanel panel, FigureData run) {
        return panel.curves(run).stream()
                .flatMap(c -> c.points().stream())
                .mapToDouble(Point::value)
                .toArray();
    }

    private static int[] xs(PanelData data, int series) {
        return IntStream.range(0, data.getItemCount(series))
                .map(i -> data.getX(series, i).intValue())
                .toArray();
    }

    private static double[] ys(PanelData data, int series) {
        return IntStream.range(0, data.getItemCount(series))
                .mapToDouble(i -> data.getYValue(series, i))
                .toArray();
    }

    private static int[] marked(PanelData data) {
        return IntStream.range(0, data.getItemCount(0))
                .filter(i -> data.hasMarker(0, i))
                .toArray();
    }
}
