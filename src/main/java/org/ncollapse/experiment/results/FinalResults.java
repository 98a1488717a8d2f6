package org.ncollapse.experiment.results;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ncollapse.experiment.store.Manifest;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.io.BadInputException;
import org.ncollapse.report.sweep.RunCurves;
import org.ncollapse.report.sweep.SweepResults;
import org.ncollapse.report.sweep.SweepRun;
import org.ncollapse.report.table.MetricsTable;
import org.ncollapse.ufm.fit.PlainModelStrength;

/** Runs that need not be those of one sweep, compared as if they were. */
final class FinalResults {

    private static final String SEED = "seed";

    private FinalResults() {}

    /**
     * Reads the runs as they are now. The keys are the settings in which they differ, without the seed.
     *
     * @throws BadInputException if a run does not exist, or its files cannot be read
     */
    static SweepResults read(Path home, List<String> names) throws IOException {
        List<RunSummary> summaries = new ArrayList<>();
        for (String name : names) {
            summaries.add(RunSummary.read(new RunFolders(home, name)));
        }
        List<String> keys = RunComparison.differing(summaries).stream()
                .filter(key -> !key.equals(SEED))
                .toList();
        List<SweepRun> runs = new ArrayList<>();
        for (RunSummary summary : summaries) {
            runs.add(run(new RunFolders(home, summary.name()), summary, keys));
        }
        return new SweepResults(String.join(", ", names), "", keys, runs);
    }

    private static SweepRun run(RunFolders folders, RunSummary summary, List<String> keys) throws IOException {
        MetricsTable metrics = MetricsTable.readPartial(folders.export());
        return new SweepRun(
                summary.name(),
                summary.status(),
                keys.stream().map(key -> RunComparison.setting(summary, key)).toList(),
                summary.settings().path(SEED).asLong(),
                false,
                PlainModelStrength.UNDEFINED,
                Optional.empty(),
                List.of(),
                summary.latest(),
                RunCurves.of(metrics, DecayTimes.of(Manifest.read(folders.manifest()), folders)));
    }
}
