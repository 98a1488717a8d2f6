package org.ncollapse.report;

import org.ncollapse.metrics.MetricColumn;
import org.ncollapse.spec.Split;

/** The names of metrics in TensorBoard and MLflow, which group them by the part before a slash. */
public final class MetricTag {

    private MetricTag() {}

    /** Returns the name of a column of {@code metrics.csv}, such as {@code nc1/penultimate/train}. */
    public static String of(MetricColumn column, String layer, Split split) {
        return column.columnName() + "/" + layer + "/" + split;
    }

    /** Returns the name of a column of {@code epochs.csv}, such as {@code training/loss}. */
    public static String ofTraining(String column) {
        return "training/" + column;
    }
}
