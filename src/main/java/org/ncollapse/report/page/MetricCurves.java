package org.ncollapse.report.page;

import java.util.ArrayList;
import java.util.List;
import org.ncollapse.metrics.MetricColumn;
import org.ncollapse.report.table.MetricsTable;
import org.ncollapse.report.table.MetricsTable.Series;
import org.ncollapse.spec.Split;

/**
 * All metrics of one layer on one split, as the page's scripts read them.
 *
 * @param epochs ascending
 * @param values one list for each {@link MetricColumn}, in their order, with a value for each epoch; null for a column
 *     that is undefined at all epochs
 */
record MetricCurves(String layer, Split split, List<Integer> epochs, List<List<Double>> values) {

    static List<MetricCurves> of(MetricsTable metrics) {
        return metrics.allSeries().stream().map(MetricCurves::of).toList();
    }

    private static MetricCurves of(Series series) {
        List<List<Double>> values = new ArrayList<>();
        for (MetricColumn column : MetricColumn.values()) {
            values.add(
                    series.isDefined(column)
                            ? series.values(column)
                                    .mapToObj(PageJson::nullIfNotFinite)
                                    .toList()
                            : null);
        }
        return new MetricCurves(series.layer(), series.split(), series.epochs(), values);
    }
}
