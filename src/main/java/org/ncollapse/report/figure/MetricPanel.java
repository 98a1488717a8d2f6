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

/** The measured quantities that have a panel, and the curves that each takes from a run. */
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
    /** The same quantity in {@code epochs.csv}; null for a quantity of a layer, which is only ever captured. */
    private final ToDoubleFunction<RunningRow> running;

    MetricPanel(String label, MetricColumn column, ToDoubleFunction<RunningRow> running) {
        this.label = label;
        this.column = column;
        this.running = running;
    }

    /** The vertical axis's name. */
    String label() {
        return label;
    }

    /** The panel of a run; {@code axis} names what its rows call epoch. */
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

    /** Whether it belongs to no layer. */
    private boolean ofNetwork() {
        return running != null || this == OBJECTIVE;
    }

    /** An error's zeros are drawn, at the panel's floor. */
    YScale scale() {
        return this == ERROR ? YScale.LOGARITHMIC_WITH_ZERO : YScale.LOGARITHMIC;
    }

    /**
     * The run's curves in this panel, those that should lie on top first. A tap and split without any finite value (the
     * head's quantities at other layers) has no curve.
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
                LineKind stroke = split == Split.TRAIN ? LineKind.TRAIN : LineKind.TEST;
                curves.add(
                        ofNetwork()
                                ? new TapCurve(stroke, "", TapCurve.NETWORK, points)
                                : new TapCurve(stroke, layer, i, points));
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
