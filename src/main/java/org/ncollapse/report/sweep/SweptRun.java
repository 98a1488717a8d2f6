package org.ncollapse.report.sweep;

import java.util.List;
import org.ncollapse.ufm.fit.PlainStrength;

/**
 * One run of a sweep, as it ended.
 *
 * @param status as its folder has it; {@code waiting} where it has not begun
 * @param values that it has of each of the sweep's keys, as text
 * @param orthogonal whether theory sends its class means to an orthogonal frame, instead of a simplex
 * @param strength of the penalties; undefined for a run that is not finished
 * @param end null for a run that has not come to its end
 */
public record SweptRun(
        String name,
        String status,
        List<String> values,
        long seed,
        boolean orthogonal,
        PlainStrength strength,
        EndReading end) {

    public SweptRun {
        values = List.copyOf(values);
    }

    /** Whether it counts in means: one that diverged has an end and does not. */
    boolean finished() {
        return status.equals("finished") && end != null;
    }

    /** A quantity of the head's layer on a split; NaN where there is none. */
    double at(Quantity quantity, String split) {
        EndReading.Row row = end == null ? null : end.head(split);
        return row == null ? Double.NaN : quantity.of(this, row);
    }
}
