package org.ncollapse.experiment.results;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.ncollapse.experiment.store.Manifest;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.io.BadInputException;
import org.ncollapse.report.sweep.FittedModel;
import org.ncollapse.report.sweep.RunCurves;
import org.ncollapse.report.table.FitFiles;
import org.ncollapse.report.table.LastMetrics;
import org.ncollapse.report.table.MetricsTable;
import org.ncollapse.spec.RunStatus;
import org.ncollapse.ufm.fit.PlainModelComparison;
import org.ncollapse.ufm.fit.PlainModelStrength;

/**
 * The final result of a network's run.
 *
 * @param metrics the last rows of metrics
 * @param strength the strength of the penalties by the plain model; undefined for a run that diverged
 * @param comparison with the plain model at a known penalty of the head's input; empty without one and for a run that
 *     diverged
 * @param curves of the main metrics
 * @param fits the models whose trajectories were fitted; none for a run that was not fitted or diverged
 */
public record FinalResult(
        LastMetrics metrics,
        RunCurves curves,
        PlainModelStrength strength,
        Optional<PlainModelComparison> comparison,
        List<FittedModel> fits) {

    public FinalResult {
        fits = List.copyOf(fits);
    }

    /**
     * Reads the result of a run that is finished or diverged.
     *
     * @throws BadInputException if files are missing or damaged
     */
    public static FinalResult read(RunFolders folders) throws IOException {
        Manifest manifest = Manifest.read(folders.manifest());
        MetricsTable table = MetricsTable.read(folders.export());
        LastMetrics metrics = LastMetrics.of(table);
        if (metrics.epoch().isEmpty()) {
            throw new BadInputException(
                    folders.export().resolve("metrics.csv") + " has no rows: nothing was measured of the run");
        }
        RunCurves curves = RunCurves.of(table, DecayTimes.of(manifest, folders));
        return manifest.status() == RunStatus.FINISHED
                ? new FinalResult(
                        metrics,
                        curves,
                        RunFitter.plainModelStrength(folders, manifest),
                        RunFitter.plainModelComparison(folders, manifest),
                        FitFiles.existsIn(folders.export())
                                ? FittedModel.of(FitFiles.read(folders.export()))
                                : List.of())
                : new FinalResult(metrics, curves, PlainModelStrength.UNDEFINED, Optional.empty(), List.of());
    }
}
