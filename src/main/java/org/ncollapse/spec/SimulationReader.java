package org.ncollapse.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Reads a simulation file into a {@link SimulationSpec}. Values of {@code --set key=value} override those of the file.
 */
public final class SimulationReader {

    private static final SpecReader<SimulationSpec> READER =
            new SpecReader<>(SimulationSpec.class, new SpecReader.Example("model", "gradientDescent.iterations=1000"));

    private SimulationReader() {}

    /**
     * @param source the file's name, for messages
     * @param text YAML
     * @param overrides {@code key=value} pairs, keys dotted ({@code model.lambdaH=0.001}), values YAML
     * @throws org.ncollapse.io.BadInputException in one line: the place, the value, what was expected, the nearest
     *     valid key
     */
    public static SimulationSpec read(String source, String text, List<String> overrides) {
        return READER.read(source, text, overrides);
    }

    /**
     * Reads the simulation that a manifest stores.
     *
     * @param source the manifest's file, for messages
     * @throws org.ncollapse.io.BadInputException if it is not a simulation
     */
    public static SimulationSpec fromJson(String source, JsonNode json) {
        return READER.fromJson(source, json);
    }

    /** Returns the simulation as JSON with all defaults filled in, as manifests store it. */
    public static ObjectNode toJson(SimulationSpec simulation) {
        return READER.toJson(simulation);
    }
}
