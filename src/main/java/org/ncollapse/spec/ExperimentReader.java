package org.ncollapse.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Reads an experiment file into an {@link Experiment}. Values of {@code --set key=value} override those of the file.
 */
public final class ExperimentReader {

    private static final SpecReader<Experiment> READER =
            new SpecReader<>(Experiment.class, new SpecReader.Example("dataset", "training.epochs=10"));

    private ExperimentReader() {}

    /**
     * @param source the file's name, for messages
     * @param text YAML
     * @param overrides {@code key=value} pairs, keys dotted ({@code training.epochs=10}), values YAML
     * @throws org.ncollapse.io.BadInputException in one line: the place, the value, what was expected, the nearest
     *     valid key
     */
    public static Experiment read(String source, String text, List<String> overrides) {
        return READER.read(source, text, overrides);
    }

    /** Parses an experiment file, so that values can be overridden. */
    static YamlTree parse(String source, String text) {
        return READER.parse(source, text);
    }

    /** Converts a parsed file to an experiment; same exceptions. */
    static Experiment read(YamlTree tree) {
        return READER.read(tree);
    }

    /**
     * Reads the experiment that a manifest stores.
     *
     * @param source the manifest's file, for messages
     * @throws org.ncollapse.io.BadInputException if it is not an experiment
     */
    public static Experiment fromJson(String source, JsonNode json) {
        return READER.fromJson(source, json);
    }

    /** Returns the experiment as JSON with all defaults filled in, as manifests store it. */
    public static ObjectNode toJson(Experiment experiment) {
        return READER.toJson(experiment);
    }
}
