package org.ncollapse.experiment;

import java.io.IOException;
import org.ncollapse.report.sweep.EndReading;
import org.ncollapse.ufm.fit.PlainStrength;

/**
 * How a network's run ended: what was measured last, and how strong its penalties are by the plain model.
 *
 * @param strength undefined for a run that diverged
 */
public record RunEnd(EndReading end, PlainStrength strength) {

    /**
     * Reads a run that is finished or diverged, from its files alone.
     *
     * @throws org.ncollapse.spec.BadInputException where they are missing or damaged
     */
    public static RunEnd read(RunFolders folders) throws IOException {
        Manifest manifest = Manifest.read(folders.manifest());
        EndReading end = EndReading.read(folders.export());
        return new RunEnd(
                end,
                manifest.status().equals("finished") ? RunFit.strength(folders, manifest) : PlainStrength.UNDEFINED);
    }
}
