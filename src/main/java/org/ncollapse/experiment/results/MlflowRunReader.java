package org.ncollapse.experiment.results;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ncollapse.experiment.store.ExperimentManifest;
import org.ncollapse.experiment.store.Manifest;
import org.ncollapse.experiment.store.ManifestHeader;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.experiment.store.RunLock;
import org.ncollapse.experiment.store.SettingsDigest;
import org.ncollapse.experiment.store.SimulationManifest;
import org.ncollapse.experiment.store.Software;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.Sha256;
import org.ncollapse.report.mlflow.MetricHistory;
import org.ncollapse.report.mlflow.MlflowRun;
import org.ncollapse.spec.RunStatus;

/** Describes a run, a simulation or a measurement as MLflow does, from its files. */
public final class MlflowRunReader {

    private static final String UNKNOWN = "unknown";

    private MlflowRunReader() {}

    /**
     * Reads a run that is not running.
     *
     * @throws BadInputException if a process works on it, or its files cannot be read
     */
    public static MlflowRun read(RunFolders folders) throws IOException {
        RunLock.requireFree(folders);
        Manifest manifest = Manifest.read(folders.manifest());
        RunStatus status = RunSummary.status(folders, manifest);
        Instant started = time(folders.manifest(), manifest.header().started());
        SortedMap<String, MetricHistory> metrics =
                MetricHistory.readAll(folders.export(), started, status.hasCompleteTables());
        return new MlflowRun(
                id(folders.name(), manifest),
                folders.name(),
                status(status),
                started,
                Optional.ofNullable(manifest.header().ended()).map(end -> time(folders.manifest(), end)),
                params(manifest.settings()),
                tags(folders.name(), manifest, status),
                metrics,
                folders.export());
    }

    /** Returns an id that depends on the name and on the settings that a resumed run keeps. */
    private static String id(String name, Manifest manifest) {
        String settings = manifest instanceof ExperimentManifest run
                ? SettingsDigest.of(run.experiment())
                : Sha256.of(manifest.settings().toString());
        return Sha256.of(name + "\n" + settings).substring(0, MlflowRun.ID_DIGITS);
    }

    private static MlflowRun.Status status(RunStatus status) {
        return switch (status) {
            case FINISHED -> MlflowRun.Status.FINISHED;
            case INTERRUPTED -> MlflowRun.Status.KILLED;
            default -> MlflowRun.Status.FAILED;
        };
    }

    private static Instant time(Path file, String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new BadInputException(
                    file + ": '" + text + "' is not a time; expected UTC as in 2026-01-31T12:00:00Z", e);
        }
    }

    /** Returns the settings that have a value, by their dotted keys. */
    private static Map<String, String> params(JsonNode settings) {
        SortedMap<String, String> params = new TreeMap<>();
        addLeaves("", settings, params);
        params.keySet().removeAll(List.of("name", "notes")); // These are tags.
        return params;
    }

    private static void addLeaves(String key, JsonNode value, SortedMap<String, String> params) {
        if (value.isObject()) {
            value.properties()
                    .forEach(field -> addLeaves(
                            key.isEmpty() ? field.getKey() : key + "." + field.getKey(), field.getValue(), params));
        } else if (!value.isNull()) {
            params.put(key, value.isTextual() ? value.textValue() : value.toString());
        }
    }

    private static Map<String, String> tags(String name, Manifest manifest, RunStatus status) {
        ManifestHeader header = manifest.header();
        Software software = header.software();
        SortedMap<String, String> tags = new TreeMap<>();
        tags.put("mlflow.runName", name);
        tags.put("mlflow.source.name", "ncollapse");
        tags.put("mlflow.source.type", "LOCAL");
        put(tags, "mlflow.note.content", manifest.settings().path("notes").textValue());
        if (software.commit() != null && !software.commit().equals(UNKNOWN)) {
            tags.put("mlflow.source.git.commit", software.commit());
            tags.put("mlflow.source.git.dirty", Boolean.toString(software.dirty()));
        }
        tags.put("ncollapse.kind", kind(manifest));
        tags.put("ncollapse.status", status.key());
        put(tags, "ncollapse.message", header.message());
        put(tags, "ncollapse.version", software.ncollapse());
        put(tags, "ncollapse.deeplearning4j", software.deeplearning4j());
        put(tags, "ncollapse.backend", software.backend());
        put(tags, "ncollapse.blas", software.blas());
        put(tags, "ncollapse.java", software.java());
        put(tags, "ncollapse.processor", header.machine().processor());
        put(tags, "ncollapse.gpu", header.machine().gpu());
        return tags;
    }

    private static String kind(Manifest manifest) {
        if (manifest instanceof ExperimentManifest) {
            return "experiment";
        }
        return manifest instanceof SimulationManifest ? "simulation" : "measurement";
    }

    private static void put(SortedMap<String, String> tags, String key, String value) {
        if (value != null && !value.isEmpty()) {
            tags.put(key, value);
        }
    }
}
