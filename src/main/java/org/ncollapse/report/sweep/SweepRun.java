package org.ncollapse.report.sweep;

import java.util.List;
import org.ncollapse.report.table.LastMetrics;
import org.ncollapse.spec.RunStatus;
import org.ncollapse.spec.Split;
import org.ncollapse.ufm.fit.PlainModelStrength;

/**
 * One run of a sweep, as it ended.
 *
 * @param status as its folder has it; {@code pending} if it has not started
 * @param keyValues that it has of each of the sweep's keys, as text
 * @param orthogonalFrame whether theory sends its class means to an orthogonal frame, instead of a simplex
 * @param strength of the penalties; undefined for a run that is not finished
 * @param lastMetrics null for a run that has not come to its end
 */
public record SweepRun(
        String name,
        RunStatus status,
        List<String> keyValues,
        long seed,
        boolean orthogonalFrame,
        PlainModelStrength strength,
        LastMetrics lastMetrics) {

    public SweepRun {
        keyValues = List.copyOf(keyValues);
    }

    /** Whether it counts in means: one that diverged has an end and does not. */
    boolean finished() {
        return status == RunStatus.FINISHED && lastMetrics != null;
    }

    /** A quantity of the head's layer on a split; NaN where there is none. */
    double valueOf(SweepQuantity quantity, Split split) {
        return lastMetrics == null
                ? Double.NaN
                : lastMetrics.headRow(split).map(row -> quantity.of(this, row)).orElse(Double.NaN);
    }
}
