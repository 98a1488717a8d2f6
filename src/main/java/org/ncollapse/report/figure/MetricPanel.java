package org.ncollapse.report.figure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.ncollapse.metrics.MetricColumn;
import org.ncollapse.report.figure.Curve.Point;
import org.ncollapse.report.figure.FigureData.RunningRow;
import org.ncollapse.report.figure.PanelSpec.Guide;
import org.ncollapse.report.figure.PanelSpec.XAxis;
import org.ncollapse.report.figure.PanelSpec.YScale;
import org.ncollapse.report.figure.TapCurve.LineKind;
import org.ncollapse.spec.Split;

/** The metrics that have a panel, and their curves. */
enum MetricPanel {
    LOSS("loss", MetricColumn.LOSS, RunningRow::loss),
    OBJECTIVE("objective", MetricColumn.OBJECTIVE, null),
    ERROR("error", MetricColumn.ERROR, RunningRow::error),
    NC1("NC1", MetricColumn.NC1, null),
    NC2_OF("NC2: dist. to OF", MetricColumn.NC2_OF, null),
    NC2_ETF("NC2: dist. to ETF", MetricColumn.NC2_ETF, null),
    NC3_OF("NC3: dist. to OF", MetricColumn.NC3_OF, null),
    NC3_ETF("NC3: dist. to ETF", MetricColumn.NC3_ETF, null);

    private final String label;
    private final MetricColumn column;
    /** The same quantity in {@code epochs.csv}; null for a quantity that is captured only. */
    private final ToDoubleFunction<RunningRow> running;

    MetricPanel(String label, MetricColumn column, ToDoubleFunction<RunningRow> running) {
        this.label = label;
        this.column = column;
        this.running = running;
    }

    /** Returns the label of the vertical axis. */
    String label() {
        return label;
    }

    /** Returns the panel of a run; {@code axis} is epoch or iteration. */
    PanelSpec chart(FigureData run, String axis) {
        List<Guide> guides = new ArrayList<>();
        run.metrics().zeroErrorEpoch().ifPresent(epoch -> guides.add(new Guide.ShadedRange(epoch, "terminal phase")));
        return new PanelSpec(
                label,
                scale(),
                curves(run).stream().map(TapCurve::curve).toList(),
                new XAxis(axis, 0, run.lastEpoch()),
                guides);
    }

    /** Returns whether the quantity belongs to the network and not to a layer. */
    private boolean ofNetwork() {
        return running != null || this == OBJECTIVE;
    }

    /** Zeros of the error are drawn at the lower end of the axis. */
    YScale scale() {
        return this == ERROR ? YScale.LOGARITHMIC_WITH_ZERO : YScale.LOGARITHMIC;
    }

    /**
     * Returns the curves of a run, the topmost curve first. A layer and split without any finite value, such as NC3 at
     * a layer that the head does not read, has no curve.
     */
    List<TapCurve> curves(FigureData run) {
        List<TapCurve> curves = new ArrayList<>();
        List<String> layers = run.metrics().layers();
        for (Split split : Split.values()) {
            for (int i = 0; i < layers.size(); i++) {
                String layer = layers.get(i);
                List<Point> points = run.metrics().series(layer, split).rows().stream()
                        .map(row -> new Point(row.epoch(), row.value(column)))
                        .toList();
                LineKind lineKind = split == Split.TRAIN ? LineKind.TRAIN : LineKind.TEST;
                curves.add(
                        ofNetwork()
                                ? new TapCurve(lineKind, "", TapCurve.NETWORK, points)
                                : new TapCurve(lineKind, layer, i, points));
            }
        }
        if (running != null) {
            curves.add(new TapCurve(
                    LineKind.RUNNING,
                    "",
                    TapCurve.NETWORK,
                    run.epochs().stream()
                            .sorted(Comparator.comparingInt(RunningRow::epoch))
                            .map(epoch -> new Point(epoch.epoch(), running.applyAsDouble(epoch)))
                            .toList()));
        }
        curves.removeIf(curve -> !curve.curve().hasPositive() && !curve.curve().hasZero());
        return curves;
    }
}
