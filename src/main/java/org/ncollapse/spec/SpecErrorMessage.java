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
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.ncollapse.io.BadInputException;

/**
 * Says in one line why a file cannot be what it should: the place, the key, the value as it was written, what was
 * expected, the nearest valid key.
 */
final class SpecErrorMessage {

    private final YamlTree tree;
    private final JsonMappingException cause;

    /**
     * The path of the key, {@code optimizer.milestones[0]}; what stands there, a missing node where it was left out;
     * and the section it is in.
     */
    private String path = "";

    private JsonNode found;
    private JsonNode section;

    private SpecErrorMessage(YamlTree tree, JsonMappingException cause) {
        this.tree = tree;
        this.cause = cause;
        found = tree.root();
        for (JsonMappingException.Reference reference : cause.getPath()) {
            if (reference.getFieldName() != null) {
                descend(reference.getFieldName());
            } else if (found.isArray()) { // A single value that stands for a list has no items.
                path += "[" + reference.getIndex() + "]";
                found = found.path(reference.getIndex());
            }
        }
        if (cause.getCause() instanceof InvalidValueException invalid && !invalid.key.isEmpty()) {
            descend(invalid.key);
        } else if (cause instanceof InvalidTypeIdException && found.isObject()) {
            descend("kind");
        }
    }

    private void descend(String key) {
        path += path.isEmpty() ? key : "." + key;
        section = found;
        found = found.path(key);
    }

    /** What the user is told where a tree does not make the record. */
    static BadInputException toException(YamlTree tree, JsonMappingException cause) {
        SpecErrorMessage refusal = new SpecErrorMessage(tree, cause);
        String explanation = refusal.explain();
        return new BadInputException(tree.location(refusal.path) + ": " + explanation, cause);
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
                    ? path + ": no " + path.replace(".kind", "") + " is called " + YamlTree.quoted(found) + "; "
                            + nearest(type.getTypeId(), kinds)
                    : expected((path.endsWith("kind") ? "one of " : "a section {kind: ...} with one of ")
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
                : path + ": " + YamlTree.quoted(found) + " cannot be: expected " + what;
    }

    /** Behind a missing key there is often a misspelt one. */
    private String missing(InvalidValueException invalid, List<String> known) {
        for (Iterator<String> written = section.fieldNames(); written.hasNext(); ) {
            String key = written.next();
            if (!known.contains(key)) {
                path = path.substring(0, path.length() - invalid.key.length()) + key;
                return unknownKey(path, key, known);
            }
        }
        return expected(invalid.expected);
    }

    private static String unknownKey(String path, String key, Collection<String> known) {
        return "unknown key '" + path + "'; " + nearest(key, known);
    }

    private static List<String> keys(Class<?> section) {
        return Arrays.stream(section.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
    }

    /** The names among which {@code kind} chooses. */
    private static List<String> kinds(Class<?> family) {
        return Stream.of(family.getAnnotation(JsonSubTypes.class).value())
                .flatMap(type -> Stream.concat(Stream.of(type.name()), Stream.of(type.names())))
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
            return "a whole number";
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
        if (Collection.class.isAssignableFrom(type)) {
            return "a list such as [a, b]";
        }
        if (type == String.class) {
            return "a text";
        }
        return "a section with keys " + (type.isRecord() ? String.join(", ", keys(type)) : "of its own");
    }

    private static String nearest(String key, Collection<String> known) {
        LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
        String best = known.stream()
                .min(Comparator.comparing(name -> distance.apply(key, name)))
                .orElseThrow();
        boolean close = distance.apply(key, best) <= Math.max(2, key.length() / 3);
        return (close ? "did you mean '" + best + "'? " : "") + "known here: " + String.join(", ", known);
    }
}
