package org.ncollapse.report.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.report.figure.Chart.Scale;
import org.ncollapse.report.figure.Curve.Point;
import org.ncollapse.report.figure.TapCurve.Stroke;

class PanelDataTest {
    @TempDir
    private Path folder;

    @Test
    void everyTapAndSplitIsACurveOfTheFilesValues() throws IOException {
        List<TapCurve> curves = Panel.NC1.curves(RunSeriesReader.read(RunFolder.collapsing(folder)));
        PanelData data = new PanelData(curves.stream().map(TapCurve::curve).toList(), Panel.NC1.scale());

        assertThat(curves)
                .extracting(TapCurve::layer)
                .containsExactly("penultimate", "previous", "penultimate", "previous");
        assertThat(curves)
                .extracting(TapCurve::stroke)
                .containsExactly(Stroke.TRAIN, Stroke.TRAIN, Stroke.TEST, Stroke.TEST);
        assertThat(xs(data, 1)).containsExactly(0, 1, 2, 5, 10);
        // The file's 3 · 10/(1 + epoch), as decimal text and back.
        assertThat(ys(data, 1))
                .containsExactly(3 * (10.0 / 1), 3 * (10.0 / 2), 3 * (10.0 / 3), 3 * (10.0 / 6), 3 * (10.0 / 11));
    }

    @Test
    void eachPanelTakesItsOwnColumn() throws IOException {
        RunSeries run = RunSeriesReader.read(RunFolder.with(
                folder,
                List.of(RunFolder.METRICS_HEADER, "3,penultimate,train,1,2,3,4,5,6,7,8,9,10,0"),
                List.of(RunFolder.EPOCHS_HEADER, "3,11,12,13,14")));

        assertThat(values(Panel.NC1, run)).containsExactly(1.0);
        assertThat(values(Panel.NC2_ETF, run)).containsExactly(3.0);
        assertThat(values(Panel.NC2_OF, run)).containsExactly(4.0);
        assertThat(values(Panel.NC3_ETF, run)).containsExactly(5.0);
        assertThat(values(Panel.NC3_OF, run)).containsExactly(6.0);
        assertThat(values(Panel.LOSS, run)).containsExactly(7.0, 11.0);
        assertThat(values(Panel.ERROR, run)).containsExactly(9.0, 12.0);
    }

    @Test
    void theHeadsQuantitiesHaveCurvesForTheHeadsLayerOnly() throws IOException {
        RunSeries run = RunSeriesReader.read(RunFolder.collapsing(folder));

        assertThat(Panel.NC3_OF.curves(run)).extracting(TapCurve::layer).containsExactly("penultimate", "penultimate");
        assertThat(Panel.LOSS.curves(run))
                .extracting(TapCurve::stroke)
                .containsExactly(Stroke.TRAIN, Stroke.TEST, Stroke.RUNNING);
    }

    @Test
    void rowsOutOfOrderAreDrawnByEpoch() throws IOException {
        RunSeries run = RunSeriesReader.read(RunFolder.with(
                folder,
                List.of(RunFolder.METRICS_HEADER, "2,a,train,20,,,,,,,,,,0", "1,a,train,10,,,,,,,,,,0"),
                List.of(RunFolder.EPOCHS_HEADER)));

        assertThat(Panel.NC1.curves(run).get(0).points()).containsExactly(new Point(1, 10), new Point(2, 20));
    }

    @Test
    void aZeroErrorStandsADecadeLowerThanHalfTheSmallestPositiveOne() {
        PanelData data = new PanelData(List.of(curve(0.9, 3e-5, 0, 0)), Scale.LOGARITHMIC_WITH_ZERO);

        assertThat(data.zerosDrawn()).isTrue();
        assertThat(data.lowest()).isEqualTo(1e-5);
        assertThat(ys(data, 0)).containsExactly(0.9, 3e-5, 1e-5, 1e-5);
        assertThat(data.isZero(0, 1)).isFalse();
        assertThat(data.isZero(0, 2)).isTrue();
    }

    @Test
    void theFloorIsBelowEveryCurve() {
        PanelData data = new PanelData(List.of(curve(0.5, 0), curve(0.5, 1e-4)), Scale.LOGARITHMIC_WITH_ZERO);

        assertThat(data.lowest()).isEqualTo(1e-5);
    }

    @Test
    void onlyZerosStillHaveAFloor() {
        PanelData data = new PanelData(List.of(curve(0, 0)), Scale.LOGARITHMIC_WITH_ZERO);

        assertThat(data.drawable()).isTrue();
        assertThat(data.lowest()).isPositive().isLessThan(data.highest());
        assertThat(ys(data, 0)).containsExactly(data.lowest(), data.lowest());
    }

    @Test
    void zeroUndefinedNegativeAndInfiniteMetricsAreGaps() {
        PanelData data = new PanelData(
                List.of(curve(1, 0, 2, Double.NaN, 3, -4, 5, Double.POSITIVE_INFINITY, 6)), Scale.LOGARITHMIC);

        assertThat(ys(data, 0)).containsExactly(1, Double.NaN, 2, Double.NaN, 3, Double.NaN, 5, Double.NaN, 6);
        assertThat(data.lowest()).isEqualTo(1);
        assertThat(data.highest()).isEqualTo(6);
        assertThat(data.zerosDrawn()).isFalse();
    }

    @Test
    void aPanelOfZerosThatAreNotShownIsNotDrawable() {
        assertThat(new PanelData(List.of(curve(0, 0)), Scale.LOGARITHMIC).drawable())
                .isFalse();
        assertThat(new PanelData(List.of(), Scale.LOGARITHMIC_WITH_ZERO).drawable())
                .isFalse();
    }

    @Test
    void aModelFarFromTheMeasuredPointsDoesNotSquashThem() {
        Curve points = new Curve(ModelStyle.network(), List.of(new Point(0, 0.5), new Point(1, 0.01)));
        Curve line = new Curve(ModelStyle.line("plain"), List.of(new Point(0, 0.7), new Point(1, 1e-30)));
        PanelData data = new PanelData(List.of(line, points), Scale.LOGARITHMIC);

        assertThat(data.lowest()).isEqualTo(1e-4);
        assertThat(data.highest()).isEqualTo(0.7);
        assertThat(ys(data, 0)).containsExactly(0.7, 1e-30);
    }

    @Test
    void fewPointsAreAllMarked() {
        PanelData data = new PanelData(List.of(curve(3, 2, Double.NaN, 1)), Scale.LOGARITHMIC);

        assertThat(marked(data)).containsExactly(0, 1, 3);
    }

    @Test
    void ofManyPointsThoseWithoutALineAndTheFirstZeroAreMarked() {
        double[] values = IntStream.range(0, 60)
                .mapToDouble(i -> i < 40 ? 1.0 / (1 + i) : 0)
                .toArray();
        values[10] = Double.NaN;
        values[12] = Double.NaN;

        assertThat(marked(new PanelData(List.of(curve(values)), Scale.LOGARITHMIC_WITH_ZERO)))
                .containsExactly(11, 40);
    }

    private static Curve curve(double... values) {
        return new Curve(
                CurveStyle.solid(FigureStyle.INK, FigureStyle.marker(0)),
                IntStream.range(0, values.length)
                        .mapToObj(i -> new Point(i, values[i]))
                        .toList());
    }

    private static double[] values(Panel panel, RunSeries run) {
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
                .filter(i -> data.isMarked(0, i))
                .toArray();
    }
}
