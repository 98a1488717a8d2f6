package org.ncollapse.report.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.ncollapse.report.SimplexTrajectory;
import org.ncollapse.spec.RunStatus;

/**
 * A run as a page is told of it; its tables the page reads itself.
 *
 * @param folder the run's folder of results
 * @param group equal for runs that differ in their seeds alone: they are shown as a mean and a band
 * @param epochLabel what the tables' column {@code epoch} counts: epoch, iteration
 * @param status as the manifest has it
 * @param complete whether its tables are complete; they may end in the middle of a row otherwise
 * @param notes what the run is for; may be empty
 * @param classes their names, in the labels' order
 * @param simplex null where the run has no picture of it
 * @param experiment the resolved file that it came from, as YAML
 * @param manifest everything else it came from, and how it ended
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
