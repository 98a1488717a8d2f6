package org.ncollapse.report.sweep;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ncollapse.report.MainMetric;
import org.ncollapse.report.table.MetricsTable;
import org.ncollapse.report.table.MetricsTable.Row;
import org.ncollapse.spec.Split;

/**
 * The main metrics of a run at its head's layer over the captured epochs.
 *
 * @param epochs ascending
 * @param times Σ η λ/(1 − μ) at these epochs; NaN where it is not known
 * @param curves those that are defined at any epoch
 */
public record RunCurves(int[] epochs, double[] times, List<MetricCurve> curves) {

    /** A run without metrics. */
    public static final RunCurves NONE = new RunCurves(new int[0], new double[0], List.of());

    /** @param values one for each epoch; NaN where undefined */
    public record MetricCurve(MainMetric metric, Split split, double[] values) {}

    public RunCurves {
        curves = List.copyOf(curves);
    }

    /**
     * Takes the curves from a table.
     *
     * @param times by epoch; an epoch may be missing
     */
    public static RunCurves of(MetricsTable metrics, Map<Integer, Double> times) {
        String layer = metrics.headLayer().orElse("");
        int[] epochs = metrics.rows().stream()
                .filter(row -> row.layer().equals(layer))
                .mapToInt(Row::epoch)
                .distinct()
                .sorted()
                .toArray();
        List<MetricCurve> curves = new ArrayList<>();
        for (MainMetric metric : MainMetric.values()) {
            for (Split split : Split.values()) {
                MetricsTable.Series series = metrics.series(layer, split);
                if (series.isDefined(metric.column())) {
                    curves.add(new MetricCurve(metric, split, values(series, metric, epochs)));
                }
            }
        }
        double[] timesOfEpochs = new double[epochs.length];
        for (int i = 0; i < epochs.length; i++) {
            timesOfEpochs[i] = times.getOrDefault(epochs[i], Double.NaN);
        }
        return new RunCurves(epochs, timesOfEpochs, curves);
    }

    /** A split may have been measured at some of the epochs only. */
    private static double[] values(MetricsTable.Series series, MainMetric metric, int[] epochs) {
        double[] values = new double[epochs.length];
        int row = 0;
        for (int i = 0; i < epochs.length; i++) {
            boolean measured =
                    row < series.rows().size() && series.rows().get(row).epoch() == epochs[i];
            values[i] = measured ? series.rows().get(row++).value(metric.column()) : Double.NaN;
        }
        return values;
    }
}
