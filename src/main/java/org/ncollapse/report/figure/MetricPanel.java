package org.ncollapse.report.figure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.ncollapse.report.MainMetric;
import org.ncollapse.report.figure.Curve.Point;
import org.ncollapse.report.figure.FigureData.TrainingMeans;
import org.ncollapse.report.figure.PanelSpec.Guide;
import org.ncollapse.report.figure.PanelSpec.XAxis;
import org.ncollapse.report.figure.PanelSpec.YScale;
import org.ncollapse.report.figure.TapCurve.LineKind;
import org.ncollapse.spec.Split;

/** The main metrics that have a panel in figures, and their curves. */
enum MetricPanel {
    LOSS(MainMetric.LOSS, TrainingMeans::loss),
    OBJECTIVE(MainMetric.OBJECTIVE, null),
    ERROR(MainMetric.ERROR, TrainingMeans::error),
    NC1(MainMetric.NC1, null),
    NC2_OF(MainMetric.NC2_OF, null),
    NC2_ETF(MainMetric.NC2_ETF, null),
    NC3_OF(MainMetric.NC3_OF, null),
    NC3_ETF(MainMetric.NC3_ETF, null);

    private final MainMetric metric;
    /** The mean during training, from {@code epochs.csv}; null for a metric that is captured only. */
    private final ToDoubleFunction<TrainingMeans> trainingMean;

    MetricPanel(MainMetric metric, ToDoubleFunction<TrainingMeans> trainingMean) {
        this.metric = metric;
        this.trainingMean = trainingMean;
    }

    /** Returns the loss in place of an objective without values: features from elsewhere do not have the penalties. */
    MetricPanel orLoss(FigureData run) {
        return this == OBJECTIVE && curves(run).isEmpty() ? LOSS : this;
    }

    /** Returns the name in options: the column of {@code metrics.csv}. */
    String key() {
        return metric.column().columnName();
    }

    /** Returns the label of the vertical axis. */
    String label() {
        return metric.label();
    }

    /** Returns the panel of a run; {@code axis} is epoch or iteration. */
    PanelSpec chart(FigureData run, String axis) {
        List<Guide> guides = new ArrayList<>();
        run.metrics().zeroErrorEpoch().ifPresent(epoch -> guides.add(new Guide.ShadedRange(epoch, "terminal phase")));
        return new PanelSpec(
                label(),
                scale(),
                curves(run).stream().map(TapCurve::curve).toList(),
                new XAxis(axis, 0, run.lastEpoch()),
                guides);
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
                        .map(row -> new Point(row.epoch(), row.value(metric.column())))
                        .toList();
                LineKind lineKind = split == Split.TRAIN ? LineKind.TRAIN : LineKind.TEST;
                curves.add(
                        metric.isOfNetwork()
                                ? new TapCurve(lineKind, "", TapCurve.NETWORK, points)
                                : new TapCurve(lineKind, layer, i, points));
            }
        }
        if (trainingMean != null) {
            curves.add(new TapCurve(
                    LineKind.TRAINING_MEAN,
                    "",
                    TapCurve.NETWORK,
                    run.epochs().stream()
                            .sorted(Comparator.comparingInt(TrainingMeans::epoch))
                            .map(epoch -> new Point(epoch.epoch(), trainingMean.applyAsDouble(epoch)))
                            .toList()));
        }
        curves.removeIf(curve -> !curve.curve().hasPositive() && !curve.curve().hasZero());
        return curves;
    }
}
