package org.ncollapse.report.figure;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ncollapse.report.figure.Curve.Point;
import org.ncollapse.report.figure.PanelSpec.Guide;
import org.ncollapse.report.figure.PanelSpec.XAxis;
import org.ncollapse.report.figure.PanelSpec.YScale;
import org.ncollapse.report.table.FitRows;
import org.ncollapse.ufm.fit.FitRow;
import org.ncollapse.ufm.fit.FitRow.Kind;

/**
 * {@code ufm-trajectories}: the network's collapse metrics compared with those of each model's gradient descent from
 * the same start.
 */
final class TrajectoryFigure {
    static final String NAME = "ufm-trajectories";

    private TrajectoryFigure() {}

    /** A metric that has a panel; panels of the same column are stacked. */
    private enum Metric {
        NC1("nc1", "NC1", 0),
        NC2_OF("nc2_of", "NC2: dist. to OF", 1),
        NC2_ETF("nc2_etf", "NC2: dist. to ETF", 1),
        NC3_OF("nc3_of", "NC3: dist. to OF", 2),
        NC3_ETF("nc3_etf", "NC3: dist. to ETF", 2),
        RATIO("nc1_ratio", "NC1(H\u2082) / NC1(H\u2081)", 3);

        private final String quantity;
        private final String label;
        private final int column;

        Metric(String quantity, String label, int column) {
            this.quantity = quantity;
            this.label = label;
            this.column = column;
        }
    }

    /** Returns the figure; empty if there are no trajectories. */
    static Optional<Figure> of(FitRows fit, String axis) {
        FitRows rows = fit.ofKind(Kind.TRAJECTORY).byEpoch();
        if (rows.rows().isEmpty()) {
            return Optional.empty();
        }
        XAxis xAxis = new XAxis(
                axis,
                rows.rows().get(0).epoch().orElseThrow(),
                rows.rows().get(rows.rows().size() - 1).epoch().orElseThrow());
        // The held-out epochs are the same for all models.
        List<Guide> guides = fit.ofKind(Kind.SCORE).ofQuantity("last_fitted_epoch").rows().stream()
                .limit(1)
                .<Guide>map(row -> new Guide.VerticalLine(row.observed(), "fitted", "held out"))
                .toList();
        List<List<PanelSpec>> columns = Stream.of(0, 1, 2, 3)
                .map(column -> Stream.of(Metric.values())
                        .filter(metric -> metric.column == column)
                        .filter(metric ->
                                !rows.ofQuantity(metric.quantity).rows().isEmpty())
                        .map(metric -> new PanelSpec(
                                metric.label, YScale.LOGARITHMIC, curves(rows, metric.quantity), xAxis, guides))
                        .toList())
                .filter(charts -> !charts.isEmpty())
                .toList();
        List<Legend.Entry> legend = new ArrayList<>(List.of(new Legend.Entry("network", ModelStyle.network(), true)));
        rows.models().forEach(model -> legend.add(new Legend.Entry(model, ModelStyle.line(model), false)));
        if (!rows.ofQuantity(Metric.NC1.quantity + FitRow.NC1_SCALE_SUFFIX)
                .rows()
                .isEmpty()) {
            legend.add(new Legend.Entry("thin: NC1 time scale", ModelStyle.nc1TimeScale(), false));
        }
        boolean stacked = columns.stream().anyMatch(column -> column.size() > 1);
        return Optional.of(new Figure(
                NAME,
                legend,
                columns,
                FigureStyle.PAGE_WIDTH,
                stacked ? FigureStyle.TWO_PANELS_HEIGHT : FigureStyle.ONE_PANEL_HEIGHT));
    }

    private static List<Curve> curves(FitRows all, String quantity) {
        FitRows rows = all.ofQuantity(quantity);
        FitRows atNc1Scale = all.ofQuantity(quantity + FitRow.NC1_SCALE_SUFFIX);
        List<Curve> curves = new ArrayList<>();
        atNc1Scale
                .modelsReversed()
                .forEach(model -> curves.add(curve(atNc1Scale, model, ModelStyle.nc1TimeScale(model))));
        rows.modelsReversed().forEach(model -> curves.add(curve(rows, model, ModelStyle.line(model))));
        // The network's curve is the same for every model.
        curves.add(new Curve(
                ModelStyle.network(),
                rows.rows().stream()
                        .map(row -> new Point(row.epoch().orElseThrow(), row.observed()))
                        .distinct()
                        .toList()));
        return curves;
    }

    private static Curve curve(FitRows rows, String model, CurveStyle style) {
        return new Curve(
                style,
                rows.ofModel(model).rows().stream()
                        .map(row -> new Point(row.epoch().orElseThrow(), row.predicted()))
                        .toList());
    }
}
