package org.ncollapse.report.page;

import java.nio.file.Path;
import java.util.Optional;
import org.ncollapse.report.SimplexTrajectory;
import org.ncollapse.spec.RunStatus;

/**
 * A run to show on a page. The page reads the run's tables itself.
 *
 * @param folder the run's folder of results
 * @param complete whether the tables are complete; otherwise they may end in the middle of a row
 * @param simplex empty if the run has no samples for it
 */
public record RunPageInput(
        RunDescription description,
        Path folder,
        RunStatus status,
        boolean complete,
        Optional<SimplexTrajectory> simplex,
        RunProvenance provenance) {}
