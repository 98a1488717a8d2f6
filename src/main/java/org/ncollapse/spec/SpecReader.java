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
 * Reads a YAML file of one kind, with the command line's {@code --set key=value} laid over it, into its record.
 *
 * @param type the record
 * @param example what a message may offer as an example
 */
record SpecReader<T>(Class<T> type, Example example) {

    /** Takes nothing for granted: an unknown key, an empty text or a gap in a list is no value, an ordinal no name. */
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .withCoercionConfigDefaults(
                    coercion -> coercion.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail))
            .defaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL))
            .build();

    /**
     * What such files hold.
     *
     * @param topLevelKey a key of the top level: "dataset"
     * @param override what could follow {@code --set}: "training.epochs=10"
     */
    record Example(String topLevelKey, String override) {}

    /**
     * Reads one.
     *
     * @param source what the text is called in messages, a file's name
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

    /** The text of one as a tree; messages as above. */
    YamlTree parse(String source, String text) {
        return YamlTree.parse(source, text, example);
    }

    /** Makes the record of a tree that has been parsed; messages as above. */
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
     * Reads one back from what {@link #toJson} made of it.
     *
     * @param source what the JSON is called in messages
     * @throws BadInputException where it is no such record
     */
    T fromJson(String source, JsonNode json) {
        try {
            return MAPPER.treeToValue(json, type);
        } catch (JsonProcessingException e) {
            throw new BadInputException(source + ": not as this version writes it: " + e.getOriginalMessage(), e);
        }
    }

    /** The record as the manifest stores it, every default filled in. */
    ObjectNode toJson(T value) {
        return MAPPER.valueToTree(value);
    }

    /** What a file calls a constant. */
    static String enumName(Object constant) {
        return MAPPER.convertValue(constant, String.class);
    }
}
