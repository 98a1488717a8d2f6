package org.ncollapse.report.figure;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ncollapse.report.figure.Curve.Point;
import org.ncollapse.report.figure.PanelSpec.Guide;
import org.ncollapse.report.figure.PanelSpec.XAxis;
import org.ncollapse.report.figure.PanelSpec.YScale;
import org.ncollapse.report.table.FitRows;
import org.ncollapse.ufm.fit.FitRow;
import org.ncollapse.ufm.fit.FitRow.Kind;

/**
 * {@code ufm-trajectories}: the network's collapse metrics compared with those of each model's gradient flow from the
 * same start, and with those of the model's weights on frozen features, against the time in time constants of the
 * head's weight decay.
 */
final class TrajectoryFigure {
    static final String NAME = "ufm-trajectories";

    private static final int MAX_STEPS = 4;

    private TrajectoryFigure() {}

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
        XAxis xAxis = TrajectoryPanel.axis(
                TrajectoryPanel.TIME,
                times.get(rows.rows().get(0).epoch().orElseThrow()),
                times.get(rows.rows().get(rows.rows().size() - 1).epoch().orElseThrow()),
                MAX_STEPS);
        // The held-out epochs are the same for all models.
        List<Guide> guides = fit.ofKind(Kind.SCORE).ofQuantity("last_fitted_epoch").rows().stream()
                .limit(1)
                .<Guide>map(row -> new Guide.VerticalLine(times.get((int) row.observed()), "fitted", "held out"))
                .toList();
        List<List<PanelSpec>> columns = TrajectoryPanel.groups().stream()
                .map(group -> group.stream()
                        .filter(panel ->
                                !rows.ofQuantity(panel.metric().column()).rows().isEmpty())
                        .map(panel -> new PanelSpec(
                                panel.label(),
                                YScale.LOGARITHMIC,
                                curves(rows, panel.metric().column(), times),
                                xAxis,
                                guides))
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
