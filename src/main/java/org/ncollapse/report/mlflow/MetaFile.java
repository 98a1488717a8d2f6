package org.ncollapse.report.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SortedMap;
import org.ncollapse.io.AtomicFile;

/** {@code meta.yaml}: what MLflow knows of an experiment or a run. MLflow skips a folder without it. */
final class MetaFile {

    static final String NAME = "meta.yaml";

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .build();

    private MetaFile() {}

    static JsonNode read(Path folder) throws IOException {
        return YAML.readTree(folder.resolve(NAME).toFile());
    }

    static void write(Path folder, SortedMap<String, Object> values) throws IOException {
        AtomicFile.writeUnsynced(folder.resolve(NAME), part -> YAML.writeValue(part.toFile(), values));
    }

    /** Returns the URI of a folder without the slash that Java appends to that of an existing one. */
    static String uri(Path path) {
        return path.toUri().toString().replaceAll("/$", "");
    }
}
