package org.ncollapse.experiment.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.ncollapse.experiment.results.RunSummary;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.experiment.store.RunLock;
import org.ncollapse.experiment.store.Software;
import org.ncollapse.io.BadInputException;
import org.ncollapse.spec.ExperimentReader;
import org.ncollapse.spec.Sweep;
import org.ncollapse.spec.Sweep.PlannedRun;

/** Begins a sweep, or goes on with one of the name, to which its file may have added runs. */
public final class SweepPreparation {

    private SweepPreparation() {}

    /**
     * Sees whether the sweep can be run below a home folder; nothing is written.
     *
     * @return what is to be kept of it
     * @throws BadInputException where its name or a run's is taken by something else, or a run was made with other
     *     settings
     */
    public static SweepManifest prepare(RunFolders folders, Sweep sweep) throws IOException {
        if (RunLock.isHeld(folders)) {
            throw new BadInputException("the sweep '" + sweep.name() + "' is going on"
                    + RunLock.holder(folders)
                            .map(process -> " in process " + process.pid())
                            .orElse("") + "; wait for it, or 'ncollapse sweep cancel " + sweep.name() + "'");
        }
        if (Files.exists(folders.manifest())) {
            throw new BadInputException("a run is called '" + sweep.name() + "' (" + folders.export()
                    + "); give the sweep another name, or another place (--home)");
        }
        for (PlannedRun run : sweep.runs()) {
            refuseOther(run, new RunFolders(folders.home(), run.name()));
        }
        return SweepManifest.exists(folders)
                ? SweepManifest.read(folders).with(sweep)
                : new SweepManifest(
                        sweep,
                        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                        Software.withoutNetwork(),
                        List.of());
    }

    private static void refuseOther(PlannedRun run, RunFolders folders) throws IOException {
        if (List.of(RunSummary.PENDING, RunSummary.DAMAGED).contains(RunSummary.status(folders))) {
            return; // A damaged one says so itself.
        }
        JsonNode made = RunSummary.settings(folders);
        // Read and written again: a number's type in memory is no difference.
        ObjectNode before = made.has("training")
                ? ExperimentReader.toJson(
                        ExperimentReader.fromJson(folders.manifest().toString(), made))
                : null;
        ObjectNode now = ExperimentReader.toJson(run.experiment());
        if (before == null) {
            throw new BadInputException(folders.manifest() + ": '" + run.name()
                    + "' is no run of a network; give the sweep another name, or another place (--home)");
        }
        now.remove("notes");
        before.remove("notes");
        if (!before.equals(now)) {
            String place = difference(before, now, "");
            throw new BadInputException(folders.manifest() + ": the run was made with "
                    + place.substring(1).replace('/', '.') + " " + before.at(place) + ", the sweep now has "
                    + now.at(place)
                    + "; bring the file back, or give the sweep another name, or another place (--home)");
        }
    }

    /** The first place in which two trees differ. */
    private static String difference(JsonNode one, JsonNode other, String place) {
        if (one.isObject() && other.isObject()) {
            for (Map.Entry<String, JsonNode> field : one.properties()) {
                if (!field.getValue().equals(other.path(field.getKey()))) {
                    return difference(field.getValue(), other.path(field.getKey()), place + "/" + field.getKey());
                }
            }
            for (Map.Entry<String, JsonNode> field : other.properties()) {
                if (!one.has(field.getKey())) {
                    return place + "/" + field.getKey();
                }
            }
        }
        return place;
    }
}
