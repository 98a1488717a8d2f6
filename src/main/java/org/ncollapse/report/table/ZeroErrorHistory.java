package org.ncollapse.report.table;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.ncollapse.metrics.MetricColumn;
import org.ncollapse.report.table.MetricsTable.Row;
import org.ncollapse.spec.Split;

/**
 * Whether the training error stayed zero after it was first zero, at fixed weights. It is known for captured epochs
 * only, and it may become positive again while the learning rate is high.
 *
 * @param first the first captured epoch of the terminal phase
 * @param later the number of later captures with a training error
 * @param positive the number of these at which it was positive
 * @param lastPositive the last epoch of these; empty if there is none
 */
public record ZeroErrorHistory(int first, int later, int positive, OptionalInt lastPositive) {

    /** Returns the history at the head's layer; empty if the training error was never zero, or was not measured. */
    public static Optional<ZeroErrorHistory> of(MetricsTable metrics) {
        OptionalInt first = metrics.zeroErrorEpoch();
        if (first.isEmpty()) {
            return Optional.empty();
        }
        List<Row> rows = metrics.series(metrics.headLayer().orElseThrow(), Split.TRAIN).rows().stream()
                .filter(row -> !Double.isNaN(row.value(MetricColumn.ERROR)))
                .toList();
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        List<Row> later =
                rows.stream().filter(row -> row.epoch() > first.getAsInt()).toList();
        List<Row> positive =
                later.stream().filter(row -> row.value(MetricColumn.ERROR) > 0).toList();
        return Optional.of(new ZeroErrorHistory(
                first.getAsInt(),
                later.size(),
                positive.size(),
                positive.stream().mapToInt(Row::epoch).max()));
    }

    /**
     * Returns a phrase: "zero training error at epoch 22 and all 17 later captures".
     *
     * @param epochUnit "epoch" or "iteration"
     */
    public String summary(String epochUnit) {
        String start = "zero training error at " + epochUnit + " " + first;
        if (later == 0) {
            return start;
        }
        return positive == 0
                ? start + " and all " + later + " later captures"
                : start + ", but not at " + positive + " of the " + later + " later captures (the last at " + epochUnit
                        + " " + lastPositive.getAsInt() + ")";
    }
}
