package org.ncollapse.report.figure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.ncollapse.report.figure.Chart.Across;
import org.ncollapse.report.figure.Chart.Guide;
import org.ncollapse.report.figure.Chart.Scale;
import org.ncollapse.report.figure.Curve.Point;
import org.ncollapse.report.figure.RunSeries.Capture;
import org.ncollapse.report.figure.RunSeries.Epoch;
import org.ncollapse.report.figure.RunSeries.Split;
import org.ncollapse.report.figure.TapCurve.Stroke;

/** The measured quantities that have a panel, and the curves that each takes from a run. */
enum Panel {
    LOSS("loss", Capture::loss, Epoch::loss),
    OBJECTIVE("objective", Capture::objective, null),
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

    /** The panel of a run; {@code axis} names what its rows call epoch. */
    Chart chart(RunSeries run, String axis) {
        List<Guide> guides = new ArrayList<>();
        run.terminalEpoch().ifPresent(epoch -> guides.add(new Guide.Phase(epoch, "terminal phase")));
        return new Chart(
                label,
                scale(),
                curves(run).stream().map(TapCurve::curve).toList(),
                new Across(axis, 0, run.lastEpoch()),
                guides);
    }

    /** Whether it belongs to no layer. */
    private boolean ofNetwork() {
        return running != null || this == OBJECTIVE;
    }

    /** An error's zeros are drawn, at the panel's floor. */
    Scale scale() {
        return this == ERROR ? Scale.LOGARITHMIC_WITH_ZERO : Scale.LOGARITHMIC;
    }

    /**
     * The run's curves in this panel, those that should lie on top first. A tap and split without any finite value (the
     * head's quantities at other layers) has no curve.
     */
    List<TapCurve> curves(RunSeries run) {
        List<TapCurve> curves = new ArrayList<>();
        List<String> layers = run.layers();
        for (Split split : Split.values()) {
            for (int i = 0; i < layers.size(); i++) {
                String layer = layers.get(i);
                List<Point> points = run.captures().stream()
                        .filter(capture ->
                                capture.split() == split && capture.layer().equals(layer))
                        .sorted(Comparator.comparingInt(Capture::epoch))
                        .map(capture -> new Point(capture.epoch(), captured.applyAsDouble(capture)))
                        .toList();
                Stroke stroke = split == Split.TRAIN ? Stroke.TRAIN : Stroke.TEST;
                curves.add(
                        ofNetwork()
                                ? new TapCurve(stroke, "", TapCurve.NETWORK, points)
                                : new TapCurve(stroke, layer, i, points));
            }
        }
        if (running != null) {
            curves.add(new TapCurve(
                    Stroke.RUNNING,
                    "",
                    TapCurve.NETWORK,
                    run.epochs().stream()
                            .sorted(Comparator.comparingInt(Epoch::epoch))
                            .map(epoch -> new Point(epoch.epoch(), running.applyAsDouble(epoch)))
                            .toList()));
        }
        curves.removeIf(curve -> !curve.curve().hasPositive() && !curve.curve().hasZero());
        return curves;
    }
}
