package org.ncollapse.spec;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ncollapse.io.BadInputException;
import org.ncollapse.text.Suggestion;

/**
 * Builds the one-line message for a file that cannot be read: the place, the key, the value as written, what was
 * expected, and the nearest valid key.
 */
final class SpecErrorMessage {

    private final JsonMappingException cause;

    /** The path of the key, such as {@code optimizer.milestones[0]}. */
    private String path = "";

    /** The value of the key; a missing node where it was left out. */
    private JsonNode found;

    /** The map that contains the key. */
    private JsonNode map;

    private SpecErrorMessage(YamlTree tree, JsonMappingException cause) {
        this.cause = cause;
        found = tree.root();
        for (JsonMappingException.Reference reference : cause.getPath()) {
            if (reference.getFieldName() != null) {
                descend(reference.getFieldName());
            } else if (found.isArray()) { // A single value in place of a list has no items.
                path += "[" + reference.getIndex() + "]";
                found = found.path(reference.getIndex());
            }
        }
        if (cause.getCause() instanceof InvalidValueException invalid && !invalid.key.isEmpty()) {
            for (String step : invalid.key.split("\\.")) {
                descend(step);
            }
        } else if (cause instanceof InvalidTypeIdException && found.isObject()) {
            descend("kind");
        }
    }

    private void descend(String key) {
        path += path.isEmpty() ? key : "." + key;
        map = found;
        found = found.path(key);
    }

    /** Returns the exception for a tree that cannot be converted to its record. */
    static BadInputException toException(YamlTree tree, JsonMappingException cause) {
        SpecErrorMessage message = new SpecErrorMessage(tree, cause);
        String explanation = message.explain();
        return new BadInputException(tree.location(message.path) + ": " + explanation, cause);
    }

    private String explain() {
        if (cause instanceof UnrecognizedPropertyException unknown) {
            return unknownKey(path, unknown.getPropertyName(), keys(unknown.getReferringClass()));
        }
        if (cause.getCause() instanceof InvalidValueException invalid) {
            if (invalid.missing
                    && found.isMissingNode()
                    && cause instanceof ValueInstantiationException instantiation) {
                return missing(invalid, keys(instantiation.getType().getRawClass()));
            }
            return expected(invalid.expected);
        }
        if (cause instanceof InvalidTypeIdException type) {
            List<String> kinds = kinds(type.getBaseType().getRawClass());
            boolean kindGiven = type.getTypeId() != null && found.isValueNode();
            return kindGiven
                    ? path + ": unknown " + path.replace(".kind", "") + " " + YamlTree.quoted(found)
                            + nearest(type.getTypeId(), kinds, "values")
                    : expected((path.endsWith("kind") ? "one of " : "a map {kind: ...} with one of ")
                            + String.join(", ", kinds));
        }
        if (cause instanceof MismatchedInputException mismatch) {
            return expected(describe(mismatch.getTargetType()));
        }
        return expected("another value: " + cause.getOriginalMessage());
    }

    private String expected(String what) {
        return found.isMissingNode() || found.isNull()
                ? path + " is missing; expected " + what
                : path + ": invalid value " + YamlTree.quoted(found) + "; expected " + what;
    }

    /** Returns the message for a missing key. If the map has an unknown key, that one is probably a misspelling. */
    private String missing(InvalidValueException invalid, List<String> valid) {
        for (Iterator<String> written = map.fieldNames(); written.hasNext(); ) {
            String key = written.next();
            if (!valid.contains(key)) {
                path = path.substring(0, path.length() - invalid.key.length()) + key;
                return unknownKey(path, key, valid);
            }
        }
        return expected(invalid.expected);
    }

    private static String unknownKey(String path, String key, Collection<String> valid) {
        return "unknown key '" + path + "'" + nearest(key, valid, "keys");
    }

    private static List<String> keys(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
    }

    /** Returns the valid values of the key {@code kind}. */
    private static List<String> kinds(Class<?> type) {
        return Stream.of(type.getAnnotation(JsonSubTypes.class).value())
                .flatMap(subtype -> Stream.concat(Stream.of(subtype.name()), Stream.of(subtype.names())))
                .filter(name -> !name.isEmpty())
                .toList();
    }

    private static String describe(Class<?> type) {
        if (type.isEnum()) {
            return "one of "
                    + Stream.of(type.getEnumConstants())
                            .map(SpecReader::enumName)
                            .collect(Collectors.joining(", "));
        }
        if (type == Integer.class || type == Long.class) {
            return "an integer";
        }
        if (type == Double.class) {
            return "a number";
        }
        if (type == Boolean.class) {
            return "true or false";
        }
        if (type == Fraction.class) {
            return Fraction.EXPECTED;
        }
        if (type == Device.class) {
            return Device.EXPECTED;
        }
        if (type == WeightDecay.class) {
            return WeightDecay.EXPECTED;
        }
        if (type == FeatureDecay.class) {
            return FeatureDecay.EXPECTED;
        }
        if (Collection.class.isAssignableFrom(type)) {
            return "a list such as [a, b]";
        }
        if (type == String.class) {
            return "a string";
        }
        return type.isRecord() ? "a map with keys " + String.join(", ", keys(type)) : "a map";
    }

    private static String nearest(String word, Collection<String> valid, String what) {
        return Suggestion.advice(word, valid, "valid " + what + ": " + String.join(", ", valid));
    }
}
