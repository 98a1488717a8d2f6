package org.ncollapse.report.mlflow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.ncollapse.io.AtomicFile;
import org.ncollapse.io.Folders;
import org.ncollapse.report.export.ExportArchive;

/**
 * Writes the folder of a run: {@code meta.yaml} and the folders {@code metrics}, {@code params}, {@code tags} and
 * {@code artifacts}. A name with slashes is a path.
 */
final class MlflowRunWriter {

    private static final String ARTIFACTS = "artifacts";
    /** MLflow's number of the source type LOCAL. */
    private static final int LOCAL_SOURCE = 4;
    /** Tags of this program. Those of an earlier export are deleted. */
    private static final String OWN_TAGS = "ncollapse.";

    private MlflowRunWriter() {}

    /** Writes a run into the folder of an experiment; returns the folder of the run. */
    static Path write(MlflowRun run, Path experiment) throws IOException {
        Path folder = experiment.resolve(run.id());
        Files.createDirectories(folder);
        replaceFolder(folder.resolve("params"), part -> writeFiles(part, run.params()));
        replaceFolder(folder.resolve("metrics"), part -> {
            for (Map.Entry<String, MetricHistory> metric : run.metrics().entrySet()) {
                writeFile(part.resolve(metric.getKey()), metric.getValue().lines());
            }
        });
        replaceFolder(folder.resolve(ARTIFACTS), part -> copyArtifacts(run, part));
        writeTags(folder.resolve("tags"), run.tags());
        MetaFile.write(
                folder, meta(run, experiment.getFileName().toString(), folder)); // Last: it makes a new run visible.
        return folder;
    }

    private static SortedMap<String, Object> meta(MlflowRun run, String experimentId, Path folder) {
        SortedMap<String, Object> meta = new TreeMap<>();
        meta.put("artifact_uri", MetaFile.uri(folder.resolve(ARTIFACTS)));
        meta.put("deleted_time", null);
        meta.put("end_time", run.ended().map(Instant::toEpochMilli).orElse(null));
        meta.put("entry_point_name", "");
        meta.put("experiment_id", experimentId);
        meta.put("lifecycle_stage", "active");
        meta.put("run_id", run.id());
        meta.put("run_name", run.name());
        meta.put("run_uuid", run.id());
        meta.put("source_name", "");
        meta.put("source_type", LOCAL_SOURCE);
        meta.put("source_version", "");
        meta.put("start_time", run.started().toEpochMilli());
        meta.put("status", run.status().number());
        meta.put("tags", List.of());
        meta.put("user_id", ""); // MLflow requires the key. Results name no user.
        return meta;
    }

    private static void copyArtifacts(MlflowRun run, Path part) throws IOException {
        for (String file : ExportArchive.files(run.results(), run.name())) {
            Path copy = part.resolve(file);
            Files.createDirectories(copy.getParent());
            Files.copy(run.results().resolve(file), copy);
        }
    }

    private static void writeTags(Path tags, Map<String, String> values) throws IOException {
        Files.createDirectories(tags);
        List<Path> earlier;
        try (Stream<Path> files = Files.list(tags)) {
            earlier = files.filter(file -> file.getFileName().toString().startsWith(OWN_TAGS))
                    .toList();
        }
        for (Path tag : earlier) {
            Files.delete(tag);
        }
        writeFiles(tags, values);
    }

    private static void writeFiles(Path folder, Map<String, String> values) throws IOException {
        for (Map.Entry<String, String> value : values.entrySet()) {
            writeFile(folder.resolve(value.getKey()), value.getValue());
        }
    }

    private static void writeFile(Path file, String content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    /** Replaces a folder once its new content is complete. */
    private static void replaceFolder(Path target, AtomicFile.ContentWriter content) throws IOException {
        Path part = AtomicFile.temporaryFileFor(target);
        Folders.deleteRecursively(part); // Of an export that was killed.
        try {
            Files.createDirectory(part);
            content.writeTo(part);
            Folders.deleteRecursively(target);
            AtomicFile.replaceUnsynced(part, target);
        } finally {
            Folders.deleteRecursively(part);
        }
    }
}
