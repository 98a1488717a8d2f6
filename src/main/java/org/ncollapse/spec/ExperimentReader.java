package org.ncollapse.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Reads an experiment file, with the command line's {@code --set key=value} laid over it, into an {@link Experiment}.
 */
public final class ExperimentReader {

    private static final SpecReader<Experiment> READER =
            new SpecReader<>(Experiment.class, new SpecReader.Example("dataset", "training.epochs=10"));

    private ExperimentReader() {}

    /**
     * @param source what the text is called in messages, a file's name
     * @param text YAML
     * @param overrides {@code key=value} pairs, keys dotted ({@code training.epochs=10}), values YAML
     * @throws org.ncollapse.io.BadInputException in one line: the place, the value, what was expected, the nearest
     *     valid key
     */
    public static Experiment read(String source, String text, List<String> overrides) {
        return READER.read(source, text, overrides);
    }

    /** The text of one as a tree, for values to be laid over it. */
    static YamlTree parse(String source, String text) {
        return READER.parse(source, text);
    }

    /** Reads an experiment from a tree; messages as above. */
    static Experiment read(YamlTree tree) {
        return READER.read(tree);
    }

    /**
     * The experiment that a manifest stores.
     *
     * @param source the manifest's file, for messages
     * @throws org.ncollapse.io.BadInputException where it is none
     */
    public static Experiment fromJson(String source, JsonNode json) {
        return READER.fromJson(source, json);
    }

    /** The experiment as the manifest stores it, every default filled in. */
    public static ObjectNode toJson(Experiment experiment) {
        return READER.toJson(experiment);
    }
}
