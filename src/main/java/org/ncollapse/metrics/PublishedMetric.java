package org.ncollapse.metrics;

import java.util.function.ToDoubleFunction;
import org.ncollapse.stats.FeatureStatistics;
import org.ncollapse.stats.Head;

/**
 * A metric as a published program computes it, in the notation of docs/metrics.md.
 *
 * @param name its name in that program
 * @param definition what the program computes
 * @param relation how a column of {@code metrics.csv} is converted to it; "no column" if none can be
 * @param formula computes it; NaN if it is not defined
 */
public record PublishedMetric(String name, String definition, String relation, ToDoubleFunction<Layer> formula) {

    /**
     * What was measured at one layer and split.
     *
     * @param head the rows of the measured classes; null if no head reads the layer
     */
    public record Layer(FeatureStatistics statistics, Head head, CollapseMetrics metrics) {

        double value(MetricColumn column) {
            return column.value(metrics);
        }

        int classes() {
            return statistics.classes();
        }
    }

    /** Computes the metric. */
    public double value(Layer layer) {
        return formula.applyAsDouble(layer);
    }

    /** A metric that equals a column. */
    static PublishedMetric equal(String name, MetricColumn column) {
        return new PublishedMetric(name, column.definition(), column.columnName(), layer -> layer.value(column));
    }

    /** A metric that a column is converted to. */
    static PublishedMetric converted(
            String name, String definition, String relation, MetricColumn column, Conversion conversion) {
        return new PublishedMetric(
                name, definition, relation, layer -> conversion.of(layer.value(column), layer.classes()));
    }

    /** A metric of the head; NaN at a layer that the head does not read. */
    static PublishedMetric ofHead(String name, String definition, String relation, ToDoubleFunction<Layer> formula) {
        return new PublishedMetric(
                name, definition, relation, layer -> layer.head() == null ? Double.NaN : formula.applyAsDouble(layer));
    }

    /** Converts the value of a column, given K. */
    interface Conversion {
        double of(double value, int classes);
    }
}
