package org.ncollapse.report.figure;

import java.awt.Graphics2D;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ncollapse.report.figure.Curve.Point;
import org.ncollapse.report.figure.PanelSpec.Guide;
import org.ncollapse.report.figure.PanelSpec.XAxis;
import org.ncollapse.report.figure.PanelSpec.YScale;
import org.ncollapse.report.sweep.SeedInterval;
import org.ncollapse.report.sweep.SeedTrajectories;
import org.ncollapse.report.sweep.SeedTrajectories.MetricCurves;
import org.ncollapse.report.sweep.SeedTrajectories.ModelCurves;
import org.ncollapse.report.sweep.SweepResults;
import org.ncollapse.report.table.FitRows;

/**
 * {@code trajectories}: the collapse metrics of a sweep's networks and of the fitted models, as means over seeds with
 * bands, against the time in time constants of the head's weight decay. Configurations are columns and metrics are
 * rows; the metrics of a single configuration are columns, as in {@link TrajectoryFigure}.
 */
final class SeedTrajectoriesFigure implements Drawing {
    static final String NAME = "trajectories";

    private static final int MAX_CONFIGURATIONS = 4;
    /** Heights are multiples of this number of points, so that they are a whole number of pixels. */
    private static final double HEIGHT_STEP = 6;

    private static final double ROW_HEIGHT = 16 * HEIGHT_STEP;
    private static final int MAX_STEPS = 5;
    /** Columns that are too narrow for the long label of the time. */
    private static final int NARROW = 3;
    /** The network's markers are at every fourth time: more would merge. */
    private static final int MARKER_STRIDE = 4;

    private final List<Legend.Entry> legend;
    private final String note;
    private final List<List<String>> titles;
    private final Figure panels;

    private SeedTrajectoriesFigure(List<String> keys, List<SeedTrajectories> shown, int all) {
        legend = legend(shown);
        note = shown.size() < all ? shown.size() + " of " + all + " configurations" : "";
        titles = shown.stream().map(one -> title(keys, one)).toList();
        panels = panels(shown);
    }

    /** Returns the figure; empty if no run has trajectories. Of many configurations it shows four. */
    static Optional<SeedTrajectoriesFigure> of(SweepResults results) {
        List<SeedTrajectories> all = SeedTrajectories.of(results);
        return all.isEmpty()
                ? Optional.empty()
                : Optional.of(new SeedTrajectoriesFigure(results.keys(), evenlySpaced(all), all.size()));
    }

    /** Returns the first, the last and two evenly spaced ones between them, because sweeps list values in order. */
    private static List<SeedTrajectories> evenlySpaced(List<SeedTrajectories> all) {
        return all.size() <= MAX_CONFIGURATIONS
                ? all
                : IntStream.range(0, MAX_CONFIGURATIONS)
                        .mapToObj(i ->
                                all.get((int) Math.round((double) i * (all.size() - 1) / (MAX_CONFIGURATIONS - 1))))
                        .toList();
    }

    private static List<Legend.Entry> legend(List<SeedTrajectories> shown) {
        List<Legend.Entry> legend = new ArrayList<>(List.of(new Legend.Entry("network", ModelStyle.network(), true)));
        shown.stream()
                .flatMap(one -> one.metrics().stream())
                .flatMap(metric -> metric.models().stream())
                .map(ModelCurves::model)
                .distinct()
                .sorted(Comparator.comparingInt(FitRows::modelOrder))
                .forEach(model -> legend.add(new Legend.Entry(model, ModelStyle.line(model), false)));
        legend.add(new Legend.Entry("thin: frozen features", ModelStyle.frozen(), false));
        if (shown.stream().anyMatch(one -> one.seeds() > 1)) {
            legend.add(new Legend.Entry("interval over seeds", ModelStyle.bandSample(), false));
        }
        return legend;
    }

    private static List<String> title(List<String> keys, SeedTrajectories one) {
        List<String> lines = new ArrayList<>();
        for (int k = 0; k < keys.size(); k++) {
            lines.add(keys.get(k).substring(keys.get(k).lastIndexOf('.') + 1) + " "
                    + one.configuration().values().get(k));
        }
        lines.add((one.seeds() < one.fitted() ? one.seeds() + " of " : "")
                + one.fitted()
                + (one.fitted() == 1 ? " seed" : " seeds"));
        return lines;
    }

    private static Figure panels(List<SeedTrajectories> shown) {
        List<List<TrajectoryPanel>> groups = TrajectoryPanel.groups().stream()
                .filter(group ->
                        shown.stream().anyMatch(one -> metric(one, group).isPresent()))
                .toList();
        String time = shown.size() < NARROW ? TrajectoryPanel.TIME : TrajectoryPanel.SHORT_TIME;
        List<List<PanelSpec>> columns = shown.stream()
                .map(one ->
                        groups.stream().map(group -> panel(one, group, time)).toList())
                .toList();
        boolean single = columns.size() == 1;
        return new Figure(
                NAME,
                List.of(),
                single ? columns.get(0).stream().map(List::of).toList() : columns,
                FigureStyle.PAGE_WIDTH,
                single
                        ? FigureStyle.ONE_PANEL_HEIGHT
                        : HEIGHT_STEP
                                * Math.ceil((groups.size() * ROW_HEIGHT + FigureStyle.BOTTOM_SPACE + FigureStyle.MARGIN)
                                        / HEIGHT_STEP));
    }

    /** The metric of a group that a configuration has: NC2 to one of two frames. */
    private static Optional<MetricCurves> metric(SeedTrajectories one, List<TrajectoryPanel> group) {
        return one.metrics().stream()
                .filter(metric -> group.stream().anyMatch(panel -> panel.metric() == metric.metric()))
                .findFirst();
    }

    private static PanelSpec panel(SeedTrajectories one, List<TrajectoryPanel> group, String time) {
        XAxis xAxis = TrajectoryPanel.axis(time, one.times()[0], one.times()[one.times().length - 1], MAX_STEPS);
        Optional<MetricCurves> metric = metric(one, group);
        String label = group.stream()
                .filter(panel -> metric.stream().anyMatch(curves -> curves.metric() == panel.metric()))
                .findFirst()
                .orElse(group.get(0))
                .label();
        if (metric.isEmpty()) {
            return new PanelSpec(label, YScale.LOGARITHMIC, List.of(), xAxis, List.of());
        }
        List<Curve> curves = new ArrayList<>();
        List<Band> bands = new ArrayList<>(List.of(
                new Band(ModelStyle.networkBand(), true, edges(one, metric.get().network()))));
        List<ModelCurves> models = new ArrayList<>(metric.get().models());
        Collections.reverse(models); // Dashed lines in front of a solid line leave both visible.
        models.forEach(model -> {
            curves.add(curve(one, model.frozen(), ModelStyle.frozen(model.model())));
            bands.add(new Band(ModelStyle.band(model.model()), false, edges(one, model.predicted())));
        });
        models.forEach(model -> curves.add(curve(one, model.predicted(), ModelStyle.line(model.model()))));
        curves.add(new Curve(
                ModelStyle.network(),
                IntStream.iterate(0, i -> i < one.times().length, i -> i + MARKER_STRIDE)
                        .mapToObj(i -> new Point(
                                one.times()[i], metric.get().network().get(i).mean()))
                        .toList()));
        return new PanelSpec(label, YScale.LOGARITHMIC, curves, bands, xAxis, guides(one, xAxis));
    }

    private static List<Guide> guides(SeedTrajectories one, XAxis xAxis) {
        return Double.isNaN(one.firstBorder())
                ? List.of()
                : List.of(new Guide.Border(
                        Math.max(one.firstBorder(), xAxis.min()),
                        Math.min(one.lastBorder(), xAxis.max()),
                        "fitted",
                        "held out"));
    }

    private static Curve curve(SeedTrajectories one, List<SeedInterval> values, CurveStyle style) {
        return new Curve(
                style,
                IntStream.range(0, values.size())
                        .mapToObj(i -> new Point(one.times()[i], values.get(i).mean()))
                        .toList());
    }

    private static List<Band.Edge> edges(SeedTrajectories one, List<SeedInterval> values) {
        return IntStream.range(0, values.size())
                .mapToObj(i -> new Band.Edge(
                        one.times()[i], values.get(i).low(), values.get(i).high()))
                .toList();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public double width() {
        return FigureStyle.PAGE_WIDTH;
    }

    private double headerHeight() {
        int lines = (note.isEmpty() ? 0 : 1)
                + titles.stream().mapToInt(List::size).max().orElse(0);
        return HEIGHT_STEP
                * Math.ceil((FigureStyle.MARGIN + key().height() + lines * FigureStyle.LEGEND_ROW) / HEIGHT_STEP);
    }

    private Legend key() {
        return Legend.of(legend, width() - 2 * FigureStyle.MARGIN);
    }

    @Override
    public double height() {
        return headerHeight() + panels.height();
    }

    @Override
    public void draw(Graphics2D g2) {
        double header = headerHeight();
        g2.translate(0, header);
        panels.draw(g2);
        g2.translate(0, -header);
        FigureStyle.clear(g2, width(), header);
        key().draw(g2, FigureStyle.MARGIN, width() - FigureStyle.MARGIN, FigureStyle.MARGIN / 2);
        double top = FigureStyle.MARGIN / 2 + key().height();
        if (!note.isEmpty()) {
            top += FigureStyle.LEGEND_ROW;
            FigureStyle.drawCentered(g2, note, width() / 2, top);
        }
        double columnWidth = width() / titles.size();
        double space = columnWidth - FigureStyle.LEFT_SPACE - FigureStyle.MARGIN;
        for (int column = 0; column < titles.size(); column++) {
            double middle = column * columnWidth + FigureStyle.LEFT_SPACE + space / 2;
            double baseline = top;
            for (String line : titles.get(column)) {
                baseline += FigureStyle.LEGEND_ROW;
                FigureStyle.drawCentered(g2, FixedTicksAxis.shortened(line, space), middle, baseline);
            }
        }
    }
}
