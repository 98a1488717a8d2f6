package org.ncollapse.experiment.results;

import java.io.IOException;
import org.ncollapse.experiment.store.Manifest;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.io.BadInputException;
import org.ncollapse.report.table.LastMetrics;
import org.ncollapse.report.table.MetricsTable;
import org.ncollapse.ufm.fit.PlainModelStrength;

/**
 * How a network's run ended: what was measured last, and how strong its penalties are by the plain model.
 *
 * @param strength undefined for a run that diverged
 */
public record FinalResult(LastMetrics metrics, PlainModelStrength strength) {

    /**
     * Reads a run that is finished or diverged, from its files alone.
     *
     * @throws BadInputException where they are missing or damaged
     */
    public static FinalResult read(RunFolders folders) throws IOException {
        Manifest manifest = Manifest.read(folders.manifest());
        LastMetrics end = LastMetrics.of(MetricsTable.read(folders.export()));
        if (end.epoch().isEmpty()) {
            throw new BadInputException(
                    folders.export().resolve("metrics.csv") + " has no rows: nothing was measured of the run");
        }
        return new FinalResult(
                end,
                manifest.status().equals("finished")
                        ? RunFitter.plainModelStrength(folders, manifest)
                        : PlainModelStrength.UNDEFINED);
    }
}
