package org.ncollapse.report.sweep;

import java.util.List;
import java.util.Optional;
import org.ncollapse.report.table.LastMetrics;
import org.ncollapse.spec.RunStatus;
import org.ncollapse.spec.Split;
import org.ncollapse.ufm.fit.PlainModelComparison;
import org.ncollapse.ufm.fit.PlainModelStrength;

/**
 * One run of a sweep with its final metrics.
 *
 * @param status {@code pending} if the run has not started
 * @param keyValues the run's value of each of the sweep's keys, as text
 * @param orthogonalFrame whether theory predicts an orthogonal frame of class means, not a simplex ETF
 * @param strength regularization strength; undefined for a run that is not finished
 * @param comparison with the plain model at a known penalty of the features; empty without one
 * @param fits the models with trajectories that were fitted to the finished run
 * @param lastMetrics null for a run that has not ended
 * @param curves of the main metrics; none for a run that has not ended
 */
public record SweepRun(
        String name,
        RunStatus status,
        List<String> keyValues,
        long seed,
        boolean orthogonalFrame,
        PlainModelStrength strength,
        Optional<PlainModelComparison> comparison,
        List<FittedModel> fits,
        LastMetrics lastMetrics,
        RunCurves curves) {

    public SweepRun {
        keyValues = List.copyOf(keyValues);
        fits = List.copyOf(fits);
    }

    /** Returns whether the run is averaged. A diverged run has metrics and is not averaged. */
    boolean finished() {
        return status == RunStatus.FINISHED && lastMetrics != null;
    }

    /** Returns a quantity of the head's layer on a split; NaN where it is undefined. */
    public double valueOf(SweepQuantity quantity, Split split) {
        return lastMetrics == null
                ? Double.NaN
                : lastMetrics.headRow(split).map(row -> quantity.of(this, row)).orElse(Double.NaN);
    }
}
