package org.ncollapse.experiment.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.ncollapse.experiment.results.RunSummary;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.experiment.store.RunLock;
import org.ncollapse.experiment.store.Software;
import org.ncollapse.experiment.store.Timestamp;
import org.ncollapse.io.BadInputException;
import org.ncollapse.spec.ExperimentReader;
import org.ncollapse.spec.RunStatus;
import org.ncollapse.spec.Sweep;
import org.ncollapse.spec.Sweep.PlannedRun;

/** Prepares a sweep: a new one, or one that is continued with runs that were added to its file. */
public final class SweepPreparation {

    private SweepPreparation() {}

    /**
     * Checks whether the sweep can be run in a home folder. Nothing is written.
     *
     * @return the manifest of the sweep
     * @throws BadInputException if its name is used by a run, it is running, or one of its runs has other settings
     */
    public static SweepManifest prepare(RunFolders folders, Sweep sweep) throws IOException {
        if (RunLock.isHeld(folders)) {
            throw new BadInputException("the sweep '" + sweep.name() + "' is already running"
                    + RunLock.holder(folders)
                            .map(process -> " in process " + process.pid())
                            .orElse("") + "; wait for it, or run 'ncollapse sweep cancel " + sweep.name() + "'");
        }
        if (Files.exists(folders.manifest())) {
            throw new BadInputException("a run is called '" + sweep.name() + "' (" + folders.export()
                    + "); choose another name or folder (--home) for the sweep");
        }
        for (PlannedRun run : sweep.runs()) {
            requireSameSettings(run, new RunFolders(folders.home(), run.name()));
        }
        return SweepManifest.exists(folders)
                ? SweepManifest.read(folders).with(sweep)
                : new SweepManifest(sweep, Timestamp.now(), Software.withoutNetwork(), List.of());
    }

    private static void requireSameSettings(PlannedRun run, RunFolders folders) throws IOException {
        RunStatus status = RunSummary.status(folders);
        if (status == RunStatus.PENDING || status == RunStatus.UNREADABLE) {
            return; // An unreadable one reports that when it is run.
        }
        JsonNode existing = RunSummary.settings(folders);
        // Read and written again, because the type of a number in memory must not count as a difference.
        ObjectNode before = existing.has("training")
                ? ExperimentReader.toJson(
                        ExperimentReader.fromJson(folders.manifest().toString(), existing))
                : null;
        ObjectNode now = ExperimentReader.toJson(run.experiment());
        if (before == null) {
            throw new BadInputException(folders.manifest() + ": '" + run.name()
                    + "' is not a run of a network; choose another name or folder (--home) for the sweep");
        }
        now.remove("notes");
        before.remove("notes");
        if (!before.equals(now)) {
            String place = difference(before, now, "");
            throw new BadInputException(folders.manifest() + ": the run was made with "
                    + place.substring(1).replace('/', '.') + " " + before.at(place) + ", the sweep now has "
                    + now.at(place)
                    + "; restore the file, or choose another name or folder (--home) for the sweep");
        }
    }

    /** Returns the JSON pointer of the first difference between two trees. */
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
