package org.ncollapse.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Reads a simulation file, with the command line's {@code --set key=value} laid over it, into a {@link SimulationSpec}.
 */
public final class SimulationReader {

    private static final SpecReader<SimulationSpec> READER =
            new SpecReader<>(SimulationSpec.class, new SpecReader.Example("model", "gradientDescent.iterations=1000"));

    private SimulationReader() {}

    /**
     * @param source what the text is called in messages, a file's name
     * @param text YAML
     * @param overrides {@code key=value} pairs, keys dotted ({@code model.lambdaH=0.001}), values YAML
     * @throws org.ncollapse.io.BadInputException in one line: the place, the value, what was expected, the nearest
     *     valid key
     */
    public static SimulationSpec read(String source, String text, List<String> overrides) {
        return READER.read(source, text, overrides);
    }

    /**
     * The simulation that a manifest stores.
     *
     * @param source the manifest's file, for messages
     * @throws org.ncollapse.io.BadInputException where it is none
     */
    public static SimulationSpec fromJson(String source, JsonNode json) {
        return READER.fromJson(source, json);
    }

    /** The simulation as the manifest stores it, every default filled in. */
    public static ObjectNode toJson(SimulationSpec simulation) {
        return READER.toJson(simulation);
    }
}
