package org.ncollapse.report.figure;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.ncollapse.report.figure.Curve.Point;
import org.ncollapse.report.figure.PanelSpec.Guide;
import org.ncollapse.report.figure.PanelSpec.XAxis;
import org.ncollapse.report.figure.PanelSpec.YScale;
import org.ncollapse.report.sweep.SweepAxis.Tick;
import org.ncollapse.report.table.FitRows;
import org.ncollapse.text.NumberText;
import org.ncollapse.ufm.fit.FitRow;
import org.ncollapse.ufm.fit.FitRow.Kind;

/**
 * {@code ufm-trajectories}: the network's collapse metrics compared with those of each model's gradient flow from the
 * same start, and with those of the model's weights on frozen features, against the time in time constants of the
 * head's weight decay.
 */
final class TrajectoryFigure {
    static final String NAME = "ufm-trajectories";
    private static final String TIME = "\u03a3 \u03b7 \u03bb / (1 \u2212 \u03bc), decay time constants";
    private static final int MAX_TICKS = 4;

    private TrajectoryFigure() {}

    /** A metric that has a panel; panels of the same column are stacked. */
    private enum Metric {
        NC1("nc1", "NC1", 0),
        NC2_OF("nc2_of", "NC2: dist. to OF", 1),
        NC2_ETF("nc2_etf", "NC2: dist. to ETF", 1),
        RATIO("nc1_ratio", "NC1(H\u2082) / NC1(H\u2081)", 2);

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
    static Optional<Figure> of(FitRows fit) {
        FitRows rows = fit.ofKind(Kind.TRAJECTORY).byEpoch();
        if (rows.rows().isEmpty()) {
            return Optional.empty();
        }
        Map<Integer, Double> times = new HashMap<>();
        rows.ofQuantity(FitRow.DECAY_TIME)
                .rows()
                .forEach(row -> times.put(row.epoch().orElseThrow(), row.observed()));
        XAxis xAxis = axis(
                times.get(rows.rows().get(0).epoch().orElseThrow()),
                times.get(rows.rows().get(rows.rows().size() - 1).epoch().orElseThrow()));
        // The held-out epochs are the same for all models.
        List<Guide> guides = fit.ofKind(Kind.SCORE).ofQuantity("last_fitted_epoch").rows().stream()
                .limit(1)
                .<Guide>map(row -> new Guide.VerticalLine(times.get((int) row.observed()), "fitted", "held out"))
                .toList();
        List<List<PanelSpec>> columns = Stream.of(0, 1, 2)
                .map(column -> Stream.of(Metric.values())
                        .filter(metric -> metric.column == column)
                        .filter(metric ->
                                !rows.ofQuantity(metric.quantity).rows().isEmpty())
                        .map(metric -> new PanelSpec(
                                metric.label, YScale.LOGARITHMIC, curves(rows, metric.quantity, times), xAxis, guides))
                        .toList())
                .filter(charts -> !charts.isEmpty())
                .toList();
        List<Legend.Entry> legend = new ArrayList<>(List.of(new Legend.Entry("network", ModelStyle.network(), true)));
        rows.models().forEach(model -> legend.add(new Legend.Entry(model, ModelStyle.line(model), false)));
        legend.add(new Legend.Entry("thin: frozen features", ModelStyle.frozen(), false));
        boolean stacked = columns.stream().anyMatch(column -> column.size() > 1);
        return Optional.of(new Figure(
                NAME,
                legend,
                columns,
                FigureStyle.PAGE_WIDTH,
                stacked ? FigureStyle.TWO_PANELS_HEIGHT : FigureStyle.ONE_PANEL_HEIGHT));
    }

    /** Returns an axis with ticks at multiples of 1, 2 or 5 times a power of ten. */
    private static XAxis axis(double from, double to) {
        double range = to > from ? to - from : 1;
        double unit = Math.pow(10, Math.floor(Math.log10(range / MAX_TICKS)));
        double step = Stream.of(1, 2, 5, 10)
                .map(multiple -> multiple * unit)
                .filter(size -> range / size <= MAX_TICKS)
                .findFirst()
                .orElseThrow();
        List<Tick> ticks = new ArrayList<>();
        for (long i = (long) Math.ceil(from / step); i * step <= from + range; i++) {
            ticks.add(new Tick(i * step, NumberText.significant(i * step, 3), ""));
        }
        return new XAxis(TIME, from, from + range, ticks);
    }

    private static List<Curve> curves(FitRows all, String quantity, Map<Integer, Double> times) {
        FitRows rows = all.ofQuantity(quantity);
        FitRows frozen = all.ofQuantity(quantity + FitRow.FROZEN_SUFFIX);
        List<Curve> curves = new ArrayList<>();
        frozen.modelsReversed().forEach(model -> curves.add(curve(frozen, model, ModelStyle.frozen(model), times)));
        rows.modelsReversed().forEach(model -> curves.add(curve(rows, model, ModelStyle.line(model), times)));
        // The network's curve is the same for every model.
        curves.add(new Curve(
                ModelStyle.network(),
                rows.rows().stream()
                        .map(row -> new Point(times.get(row.epoch().orElseThrow()), row.observed()))
                        .distinct()
                        .toList()));
        return curves;
    }

    private static Curve curve(FitRows rows, String model, CurveStyle style, Map<Integer, Double> times) {
        return new Curve(
                style,
                rows.ofModel(model).rows().stream()
                        .map(row -> new Point(times.get(row.epoch().orElseThrow()), row.predicted()))
                        .toList());
    }
}
