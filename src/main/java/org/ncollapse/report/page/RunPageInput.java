package org.ncollapse.report.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.ncollapse.report.SimplexTrajectory;
import org.ncollapse.spec.RunStatus;

/**
 * A run to show on a page. The page reads the run's tables itself.
 *
 * @param folder the run's folder of results
 * @param group equal for runs that differ in the seed only; they are shown as a mean and a band
 * @param epochLabel the meaning of the tables' column {@code epoch}: epoch or iteration
 * @param status of the run
 * @param complete whether the tables are complete; otherwise they may end in the middle of a row
 * @param notes of the experiment; may be empty
 * @param classes names in the order of the labels
 * @param simplex null if the run has no samples for it
 * @param experiment the experiment with all defaults, as YAML
 * @param manifest the run's manifest
 */
public record RunPageInput(
        String name,
        Path folder,
        String group,
        String epochLabel,
        RunStatus status,
        boolean complete,
        String notes,
        List<String> classes,
        SimplexTrajectory simplex,
        String experiment,
        JsonNode manifest) {

    public RunPageInput {
        classes = List.copyOf(classes);
    }
}
