package org.ncollapse.spec;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Reads an experiment file, with the command line's {@code --set key=value} laid over it, into an {@link Experiment}. */
public final class ExperimentReader {

    /** Takes nothing for granted: an unknown key, an empty text or a gap in a list is no value, an ordinal no name. */
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .withCoercionConfigDefaults(coercion -> coercion.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail))
            .defaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL))
            .build();

    private ExperimentReader() {
    }

    /**
     * @param source    what the text is called in messages, a file's name
     * @param text      YAML
     * @param overrides {@code key=value} pairs, keys dotted ({@code training.epochs=10}), values YAML
     * @throws BadInputException in one line: the place, the value, what was expected, the nearest valid key
     */
    public static Experiment read(String source, String text, List<String> overrides) {
        YamlTree tree = YamlTree.parse(source, text);
        for (String override : overrides) {
            tree.set(override);
        }
        try {
            return MAPPER.treeToValue(tree.root(), Experiment.class);
        } catch (JsonMappingException e) {
            throw Refusal.of(tree, e);
        } catch (JsonProcessingException e) {
            throw new BadInputException(source + ": " + e.getOriginalMessage(), e);
        }
    }

    /** The experiment as the manifest stores it, every default filled in. */
    public static ObjectNode toJson(Experiment experiment) {
        return MAPPER.valueToTree(experiment);
    }

    /** What an experiment file calls a constant. */
    static String name(Object constant) {
        return MAPPER.convertValue(constant, String.class);
    }
}
