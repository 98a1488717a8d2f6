package org.ncollapse.report.figure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.ncollapse.report.figure.Curve.Point;
import org.ncollapse.report.figure.PanelSpec.Guide;
import org.ncollapse.report.figure.PanelSpec.XAxis;
import org.ncollapse.report.figure.PanelSpec.YScale;
import org.ncollapse.report.table.FitRows;
import org.ncollapse.ufm.fit.FitRow;
import org.ncollapse.ufm.fit.FitRow.Kind;

/**
 * {@code ufm-regularization}: the regularization strength of a network, by balance of norms and by shrinkage of logits.
 */
final class RegularizationFigure {
    static final String NAME = "ufm-regularization";
    /** A critical strength that differs from the estimates by more than this ratio would compress them. */
    private static final double MAX_RATIO = 30;

    private static final CurveStyle BALANCE = CurveStyle.solid(FigureStyle.color(0), FigureStyle.marker(0));
    private static final CurveStyle SHRINKAGE = new CurveStyle(
            FigureStyle.color(1),
            FigureStyle.DASHED,
            FigureStyle.marker(1),
            FigureStyle.tint(FigureStyle.color(1)),
            CurveStyle.MarkerPolicy.IF_FEW);
    private static final CurveStyle CRITICAL = CurveStyle.plainLine(FigureStyle.FOREGROUND, FigureStyle.AXIS);

    private RegularizationFigure() {}

    /** The symbol of the regularization strength in the papers. */
    private enum StrengthSymbol {
        C("c", "\u0109"),
        S("s", "\u015d"),
        LAMBDA_BAR("lambda_bar", "\u03bb, geometric mean");

        private final String quantity;
        private final String label;

        StrengthSymbol(String quantity, String label) {
            this.quantity = quantity;
            this.label = label;
        }
    }

    /** The content of a panel without the models' names: models with the same content share a panel. */
    private record PanelContent(
            StrengthSymbol symbol, List<Point> balance, List<Point> shrinkage, OptionalDouble critical) {
        private boolean isEmpty() {
            return curve(BALANCE, balance).isEmpty()
                    && curve(SHRINKAGE, shrinkage).isEmpty();
        }
    }

    /** Returns the figure; empty if there are no estimates. */
    static Optional<Figure> of(FitRows fit, FigureData run, String axis) {
        FitRows rows = fit.ofKind(Kind.ESTIMATE).byEpoch();
        Map<PanelContent, List<String>> panels = new LinkedHashMap<>();
        for (String model : rows.models()) {
            for (StrengthSymbol symbol : StrengthSymbol.values()) {
                PanelContent content = content(rows.ofModel(model), symbol);
                if (!content.isEmpty()) {
                    panels.computeIfAbsent(content, key -> new ArrayList<>()).add(model);
                }
            }
        }
        if (panels.isEmpty()) {
            return Optional.empty();
        }
        int last = Math.max(
                run.lastEpoch(), rows.rows().get(rows.rows().size() - 1).epoch().orElseThrow());
        List<PanelSpec> charts = new ArrayList<>();
        panels.forEach((content, models) ->
                charts.add(chart(content, String.join(", ", models), run, new XAxis(axis, 0, last))));
        List<Legend.Entry> legend = new ArrayList<>(List.of(
                new Legend.Entry("by balance", BALANCE, true), new Legend.Entry("by shrinkage", SHRINKAGE, true)));
        if (charts.stream()
                .anyMatch(chart ->
                        chart.curves().stream().anyMatch(curve -> curve.style().equals(CRITICAL)))) {
            legend.add(new Legend.Entry("critical strength", CRITICAL, false));
        }
        double height = FigureStyle.ONE_PANEL_HEIGHT
                + (charts.size() - 1) * (FigureStyle.TWO_PANELS_HEIGHT - FigureStyle.ONE_PANEL_HEIGHT);
        return Optional.of(new Figure(NAME, legend, List.of(charts), FigureStyle.COLUMN_WIDTH, height));
    }

    private static PanelContent content(FitRows rows, StrengthSymbol symbol) {
        return new PanelContent(
                symbol,
                observed(rows.ofQuantity(symbol.quantity + "_balance")),
                observed(rows.ofQuantity(symbol.quantity + "_shrinkage")),
                rows.ofQuantity("critical_value").rows().stream()
                        .mapToDouble(FitRow::predicted)
                        .filter(Double::isFinite)
                        .reduce((first, second) -> second));
    }

    private static List<Point> observed(FitRows rows) {
        return rows.rows().stream()
                .map(row -> new Point(row.epoch().orElseThrow(), row.observed()))
                .toList();
    }

    private static Optional<Curve> curve(CurveStyle style, List<Point> points) {
        return Optional.of(new Curve(style, points)).filter(Curve::hasPositive);
    }

    private static PanelSpec chart(PanelContent content, String models, FigureData run, XAxis xAxis) {
        List<Curve> curves = new ArrayList<>();
        curve(SHRINKAGE, content.shrinkage).ifPresent(curves::add);
        curve(BALANCE, content.balance).ifPresent(curves::add);
        double[] values = curves.stream()
                .flatMap(curve -> curve.points().stream())
                .mapToDouble(Point::value)
                .filter(value -> value > 0 && Double.isFinite(value))
                .sorted()
                .toArray();
        content.critical.ifPresent(value -> {
            if (value <= values[values.length - 1] * MAX_RATIO && value >= values[0] / MAX_RATIO) {
                curves.add(new Curve(CRITICAL, List.of(new Point(xAxis.min(), value), new Point(xAxis.max(), value))));
            }
        });
        List<Guide> guides = new ArrayList<>(List.of(new Guide.Title(models)));
        run.metrics().zeroErrorEpoch().ifPresent(epoch -> guides.add(new Guide.ShadedRange(epoch, "terminal phase")));
        return new PanelSpec(content.symbol.label, YScale.LOGARITHMIC, curves, xAxis, guides);
    }
}
