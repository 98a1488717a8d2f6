package org.ncollapse.report;

import java.util.List;
import java.util.stream.Stream;
import org.ncollapse.metrics.MetricColumn;

/** The metrics that figures, pages, summaries and comparisons show, in the order of {@code metrics.csv}. */
public enum MainMetric {
    NC1(MetricColumn.NC1, "NC1", "NC1"),
    NC2_ETF(MetricColumn.NC2_ETF, "NC2: dist. to ETF", "NC2: distance to a simplex ETF"),
    NC2_OF(MetricColumn.NC2_OF, "NC2: dist. to OF", "NC2: distance to an orthogonal frame (OF)"),
    NC3_ETF(MetricColumn.NC3_ETF, "NC3: dist. to ETF", "NC3: distance to a simplex ETF"),
    NC3_OF(MetricColumn.NC3_OF, "NC3: dist. to OF", "NC3: distance to an orthogonal frame (OF)"),
    NC4_MISMATCH(MetricColumn.NC4_MISMATCH, "NC4: mismatch", "NC4: mismatch with the nearest class mean"),
    LOSS(MetricColumn.LOSS, "loss", "loss"),
    OBJECTIVE(MetricColumn.OBJECTIVE, "objective", "objective"),
    ERROR(MetricColumn.ERROR, "error", "error");

    private final MetricColumn column;
    private final String label;
    private final String title;

    MainMetric(MetricColumn column, String label, String title) {
        this.column = column;
        this.label = label;
        this.title = title;
    }

    /** Returns the columns of all main metrics but the objective, which has a value on the training split only. */
    public static List<MetricColumn> comparedColumns() {
        return Stream.of(values())
                .filter(metric -> metric != OBJECTIVE)
                .map(MainMetric::column)
                .toList();
    }

    /** Returns the metric's column of {@code metrics.csv}. */
    public MetricColumn column() {
        return column;
    }

    /** Returns the short name, for an axis. */
    public String label() {
        return label;
    }

    /** Returns the name, for the title of a plot. */
    public String title() {
        return title;
    }

    /** Returns whether the metric describes the network and not a layer. */
    public boolean isOfNetwork() {
        return this == LOSS || this == OBJECTIVE || this == ERROR;
    }
}
