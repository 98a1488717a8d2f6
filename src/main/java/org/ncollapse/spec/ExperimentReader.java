package org.ncollapse.spec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Reads an experiment file, with the command line's {@code --set key=value} laid over it, into an {@link Experiment}. */
public final class ExperimentReader {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
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
            String path = path(e);
            throw new BadInputException(tree.place(path) + ": " + explain(e, path), e);
        } catch (JsonProcessingException e) {
            throw new BadInputException(source + ": " + e.getOriginalMessage(), e);
        }
    }

    /** The experiment as the manifest stores it, every default filled in. */
    public static ObjectNode toJson(Experiment experiment) {
        return MAPPER.valueToTree(experiment);
    }

    private static String path(JsonMappingException e) {
        String path = e.getPath().stream()
                .map(reference -> reference.getFieldName() == null ? "[" + reference.getIndex() + "]" : reference.getFieldName())
                .collect(Collectors.joining("."))
                .replace(".[", "[");
        if (e.getCause() instanceof InvalidValue invalid && !invalid.key.isEmpty()) {
            return path.isEmpty() ? invalid.key : path + "." + invalid.key;
        }
        return path;
    }

    private static String explain(JsonMappingException e, String path) {
        if (e instanceof UnrecognizedPropertyException unknown) {
            return "unknown key '" + path + "'; " + nearest(unknown.getPropertyName(), unknown.getKnownPropertyIds());
        }
        if (e instanceof InvalidTypeIdException type) {
            List<String> kinds = List.of("mlp", "resnet18", "resnet20", "resnet32", "resnet56");
            return type.getTypeId() == null
                    ? path + ": 'kind' is missing; expected one of " + String.join(", ", kinds)
                    : path + ".kind: no network is called '" + type.getTypeId() + "'; " + nearest(type.getTypeId(), kinds);
        }
        if (e.getCause() instanceof InvalidValue invalid) {
            return path + ": " + invalid.getMessage();
        }
        if (e instanceof InvalidFormatException format) {
            return path + ": '" + format.getValue() + "' cannot be: expected " + describe(format.getTargetType());
        }
        if (e instanceof MismatchedInputException mismatch) {
            return path + ": expected " + describe(mismatch.getTargetType()) + ", found something of another shape";
        }
        return path + ": " + e.getOriginalMessage();
    }

    private static String describe(Class<?> type) {
        if (type == null) {
            return "another value";
        }
        if (type.isEnum()) {
            return "one of " + Arrays.stream(type.getEnumConstants())
                    .map(constant -> MAPPER.convertValue(constant, String.class)).collect(Collectors.joining(", "));
        }
        if (type == Integer.class || type == Long.class || type == int.class || type == long.class) {
            return "a whole number";
        }
        if (type == Double.class || type == double.class) {
            return "a number";
        }
        if (type == Boolean.class || type == boolean.class) {
            return "true or false";
        }
        if (Collection.class.isAssignableFrom(type)) {
            return "a list";
        }
        return type == String.class ? "a text" : "a section with keys of its own";
    }

    private static String nearest(String key, Collection<?> known) {
        List<String> names = known.stream().map(Object::toString).toList();
        String best = names.stream().min(Comparator.comparing(name -> LevenshteinDistance.getDefaultInstance().apply(key, name))).orElse("");
        boolean close = LevenshteinDistance.getDefaultInstance().apply(key, best) <= Math.max(2, key.length() / 3);
        return (close ? "did you mean '" + best + "'? " : "") + "known here: " + String.join(", ", names);
    }
}
