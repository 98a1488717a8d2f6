package org.ncollapse.report.figure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.ncollapse.report.figure.Curve.Point;
import org.ncollapse.report.figure.PanelSpec.Guide;
import org.ncollapse.report.figure.PanelSpec.XAxis;
import org.ncollapse.report.figure.PanelSpec.YScale;
import org.ncollapse.report.table.FitRows;
import org.ncollapse.ufm.fit.FitRow;
import org.ncollapse.ufm.fit.FitRow.Kind;

/**
 * {@code ufm-singular-values}: singular values of the class means and of the factors, of the network and of each model.
 */
final class SingularValuesFigure {
    static final String NAME = "ufm-singular-values";
    /**
     * Factors and features in the order from the head to the first layer, with names as in {@link FitRows#layers()}.
     */
    private static final List<String> ORDER = List.of("H", "W", "W1", "H1");
    /** The fraction of an index's space that the bars of all models fill together. */
    private static final double BAR_GROUP_WIDTH = 0.8;
    /** The fraction of its part of that space that a bar fills. */
    private static final double BAR_WIDTH = 0.9;

    /** With more singular values than this, lines are drawn instead of points and bars, which would merge. */
    private static final int MAX_POINTS = 25;

    private SingularValuesFigure() {}

    /** Returns the figure; empty if there are no singular values. */
    static Optional<Figure> of(FitRows fit) {
        FitRows rows = fit.ofKind(Kind.SPECTRUM).ofQuantity("singular_values");
        if (rows.rows().isEmpty()) {
            return Optional.empty();
        }
        List<String> models = rows.models();
        List<String> layers = rows.layers().stream()
                .sorted(Comparator.comparingInt(SingularValuesFigure::order))
                .toList();
        boolean many = rows.rows().stream().anyMatch(row -> index(row) > MAX_POINTS);
        List<List<PanelSpec>> columns = layers.stream()
                .map(layer -> List.of(chart(layer, rows.ofLayer(layer), models, many)))
                .toList();
        List<Legend.Entry> legend = new ArrayList<>(List.of(new Legend.Entry("network", network(many), !many)));
        models.forEach(model ->
                legend.add(new Legend.Entry(model, many ? ModelStyle.line(model) : ModelStyle.bar(model), false)));
        return Optional.of(new Figure(
                NAME,
                legend,
                columns,
                columns.size() <= 2 ? FigureStyle.COLUMN_WIDTH : FigureStyle.PAGE_WIDTH,
                FigureStyle.ONE_PANEL_HEIGHT));
    }

    private static int order(String layer) {
        int order = ORDER.indexOf(layer);
        return order < 0 ? ORDER.size() : order;
    }

    private static String title(String layer) {
        return switch (layer) {
            case "H" -> "class means";
            case "W" -> "head";
            case "H1" -> "class means, H\u2081";
            case "W1" -> "hidden weights, W\u2081";
            default -> layer;
        };
    }

    private static CurveStyle network(boolean many) {
        return many ? CurveStyle.plainLine(FigureStyle.FOREGROUND, FigureStyle.SOLID) : ModelStyle.network();
    }

    private static PanelSpec chart(String layer, FitRows rows, List<String> models, boolean many) {
        List<Curve> curves = new ArrayList<>();
        TreeMap<Integer, Double> observed = new TreeMap<>();
        for (FitRow row : rows.rows()) {
            observed.putIfAbsent(index(row), row.observed());
        }
        curves.add(new Curve(
                network(many),
                observed.entrySet().stream()
                        .map(entry -> new Point(entry.getKey(), entry.getValue()))
                        .toList()));
        for (String model : rows.modelsReversed()) {
            curves.add(many ? line(model, rows.ofModel(model)) : bars(model, rows.ofModel(model), models));
        }
        return new PanelSpec(
                "singular value",
                YScale.LINEAR,
                curves,
                new XAxis("index", 0.5, observed.lastKey() + 0.5),
                List.of(new Guide.Title(title(layer))));
    }

    /** Returns the index of a singular value, from 1. */
    private static int index(FitRow row) {
        return row.entry().i().orElseThrow() + 1;
    }

    private static Curve line(String model, FitRows rows) {
        return new Curve(
                ModelStyle.line(model),
                rows.rows().stream()
                        .sorted(Comparator.comparingInt(SingularValuesFigure::index))
                        .map(row -> new Point(index(row), row.predicted()))
                        .toList());
    }

    /** Returns short bars at each index next to those of the other models, as parts of one line with gaps. */
    private static Curve bars(String model, FitRows rows, List<String> models) {
        double space = BAR_GROUP_WIDTH / models.size();
        double middle = (models.indexOf(model) - (models.size() - 1) / 2.0) * space;
        List<Point> points = new ArrayList<>();
        for (FitRow row : rows.rows().stream()
                .sorted(Comparator.comparingInt(SingularValuesFigure::index))
                .toList()) {
            double x = index(row) + middle;
            points.add(new Point(x - BAR_WIDTH * space / 2, row.predicted()));
            points.add(new Point(x + BAR_WIDTH * space / 2, row.predicted()));
            points.add(new Point(x + space / 2, Double.NaN));
        }
        return new Curve(ModelStyle.bar(model), points);
    }
}
