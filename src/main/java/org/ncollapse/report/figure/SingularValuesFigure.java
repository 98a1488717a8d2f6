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
 * {@code ufm-singular-values}: singular values of the class means and of the factors, the network's beside each
 * model's.
 */
final class SingularValuesFigure {
    static final String NAME = "ufm-singular-values";
    /** From the head down, as {@link FitRows#layers()} calls them. */
    private static final List<String> ORDER = List.of("H", "W", "W1", "H1");
    /** Of the room that an index has, the share that the models' bars fill together, and each of its own part. */
    private static final double TOGETHER = 0.8;

    private static final double EACH = 0.9;
    /** With more singular values than this, points and bars would merge into bands; lines stand in for them. */
    private static final int MOST_POINTS = 25;

    private SingularValuesFigure() {}

    /** The figure; empty where there are no singular values. */
    static Optional<Figure> of(FitRows fit) {
        FitRows rows = fit.ofKind(Kind.SPECTRUM).ofQuantity("singular_values");
        if (rows.rows().isEmpty()) {
            return Optional.empty();
        }
        List<String> models = rows.models();
        List<String> places = rows.layers().stream()
                .sorted(Comparator.comparingInt(SingularValuesFigure::order))
                .toList();
        boolean many = rows.rows().stream().anyMatch(row -> row.i() >= MOST_POINTS);
        List<List<PanelSpec>> columns = places.stream()
                .map(place -> List.of(chart(place, rows.ofLayer(place), models, many)))
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

    private static int order(String place) {
        int order = ORDER.indexOf(place);
        return order < 0 ? ORDER.size() : order;
    }

    private static String title(String place) {
        return switch (place) {
            case "H" -> "class means";
            case "W" -> "head";
            case "H1" -> "class means, H\u2081";
            case "W1" -> "hidden weights, W\u2081";
            default -> place;
        };
    }

    private static CurveStyle network(boolean many) {
        return many ? CurveStyle.plainLine(FigureStyle.FOREGROUND, FigureStyle.SOLID) : ModelStyle.network();
    }

    private static PanelSpec chart(String place, FitRows rows, List<String> models, boolean many) {
        List<Curve> curves = new ArrayList<>();
        TreeMap<Integer, Double> observed = new TreeMap<>();
        for (FitRow row : rows.rows()) {
            observed.putIfAbsent(row.i() + 1, row.observed());
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
                List.of(new Guide.Title(title(place))));
    }

    private static Curve line(String model, FitRows rows) {
        return new Curve(
                ModelStyle.line(model),
                rows.rows().stream()
                        .sorted(Comparator.comparingInt(FitRow::i))
                        .map(row -> new Point(row.i() + 1, row.predicted()))
                        .toList());
    }

    /** A short bar at each index, side by side with the other models', as pieces of one broken line. */
    private static Curve bars(String model, FitRows rows, List<String> models) {
        double part = TOGETHER / models.size();
        double middle = (models.indexOf(model) - (models.size() - 1) / 2.0) * part;
        List<Point> points = new ArrayList<>();
        for (FitRow row :
                rows.rows().stream().sorted(Comparator.comparingInt(FitRow::i)).toList()) {
            double x = row.i() + 1 + middle;
            points.add(new Point(x - EACH * part / 2, row.predicted()));
            points.add(new Point(x + EACH * part / 2, row.predicted()));
            points.add(new Point(x + part / 2, Double.NaN));
        }
        return new Curve(ModelStyle.bar(model), points);
    }
}
