package org.ncollapse.spec;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.ncollapse.io.BadInputException;

/**
 * Reads a YAML file of one kind into its record. Values of {@code --set key=value} override those of the file.
 *
 * @param type the record
 * @param example an example for messages
 */
record SpecReader<T>(Class<T> type, Example example) {

    /** Rejects unknown keys, empty texts, missing list items, and ordinals of enums. */
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .withCoercionConfigDefaults(
                    coercion -> coercion.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail))
            .defaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL))
            .build();

    /**
     * An example of such files.
     *
     * @param topLevelKey a key of the top level: "dataset"
     * @param override an argument of {@code --set}: "training.epochs=10"
     */
    record Example(String topLevelKey, String override) {}

    /**
     * Reads a file.
     *
     * @param source the file's name, for messages
     * @param text YAML
     * @param overrides {@code key=value} pairs, keys dotted, values YAML
     * @throws BadInputException in one line: the place, the value, what was expected, the nearest valid key
     */
    T read(String source, String text, List<String> overrides) {
        YamlTree tree = parse(source, text);
        for (String override : overrides) {
            tree.applyOverride(override);
        }
        return read(tree);
    }

    /** Parses a file without converting it; same exceptions. */
    YamlTree parse(String source, String text) {
        return YamlTree.parse(source, text, example);
    }

    /** Converts a parsed file to its record; same exceptions. */
    T read(YamlTree tree) {
        try {
            return MAPPER.treeToValue(tree.root(), type);
        } catch (JsonMappingException e) {
            throw SpecErrorMessage.toException(tree, e);
        } catch (JsonProcessingException e) {
            throw new BadInputException(tree.location("") + ": " + e.getOriginalMessage(), e);
        }
    }

    /**
     * Reads a record from the JSON that {@link #toJson} returned.
     *
     * @param source the JSON's name, for messages
     * @throws BadInputException if the JSON is not such a record
     */
    T fromJson(String source, JsonNode json) {
        try {
            return MAPPER.treeToValue(json, type);
        } catch (JsonProcessingException e) {
            throw new BadInputException(source + ": not readable by this version: " + e.getOriginalMessage(), e);
        }
    }

    /** Returns the record as JSON with all defaults filled in, as manifests store it. */
    ObjectNode toJson(T value) {
        return MAPPER.valueToTree(value);
    }

    /** Returns the name of an enum constant in files. */
    static String enumName(Object constant) {
        return MAPPER.convertValue(constant, String.class);
    }
}
