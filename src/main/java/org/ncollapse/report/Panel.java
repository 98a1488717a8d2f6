package org.ncollapse.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.ncollapse.report.Curve.Point;
import org.ncollapse.report.Curve.Stroke;
import org.ncollapse.report.RunSeries.Capture;
import org.ncollapse.report.RunSeries.Epoch;
import org.ncollapse.report.RunSeries.Split;

/** The quantities that have a panel, and the curves that each takes from a run. */
enum Panel {
    LOSS("loss", Capture::loss, Epoch::loss),
    ERROR("error", Capture::error, Epoch::error),
    NC1("NC1", Capture::nc1, null),
    NC2_OF("NC2: dist. to OF", Capture::nc2Of, null),
    NC2_ETF("NC2: dist. to ETF", Capture::nc2Etf, null),
    NC3_OF("NC3: dist. to OF", Capture::nc3Of, null),
    NC3_ETF("NC3: dist. to ETF", Capture::nc3Etf, null);

    private final String label;
    private final ToDoubleFunction<Capture> captured;
    /** The same quantity in {@code epochs.csv}; null for a quantity of a layer, which is only ever captured. */
    private final ToDoubleFunction<Epoch> running;

    Panel(String label, ToDoubleFunction<Capture> captured, ToDoubleFunction<Epoch> running) {
        this.label = label;
        this.captured = captured;
        this.running = running;
    }

    /** The vertical axis's name. */
    String label() {
        return label;
    }

    /** Whether a zero is drawn, at the panel's floor: an error of zero is the event that a reader looks for. */
    boolean showsZero() {
        return this == ERROR;
    }

    /**
     * The run's curves in this panel, those that should lie on top first.
     * A tap and split without any finite value (the head's quantities at other layers) has no curve.
     */
    List<Curve> curves(RunSeries run) {
        List<Curve> curves = new ArrayList<>();
        List<String> layers = run.layers();
        for (Split split : Split.values()) {
            for (int i = 0; i < layers.size(); i++) {
                String layer = layers.get(i);
                List<Point> points = run.captures().stream()
                        .filter(capture -> capture.split() == split && capture.layer().equals(layer))
                        .sorted(Comparator.comparingInt(Capture::epoch))
                        .map(capture -> new Point(capture.epoch(), captured.applyAsDouble(capture)))
                        .toList();
                Stroke stroke = split == Split.TRAIN ? Stroke.TRAIN : Stroke.TEST;
                curves.add(running == null ? new Curve(stroke, layer, i, points)
                        : new Curve(stroke, "", Curve.NETWORK, points));
            }
        }
        if (running != null) {
            curves.add(new Curve(Stroke.RUNNING, "", Curve.NETWORK, run.epochs().stream()
                    .sorted(Comparator.comparingInt(Epoch::epoch))
                    .map(epoch -> new Point(epoch.epoch(), running.applyAsDouble(epoch)))
                    .toList()));
        }
        curves.removeIf(curve -> !curve.hasPositive() && !curve.hasZero());
        return curves;
    }
}
