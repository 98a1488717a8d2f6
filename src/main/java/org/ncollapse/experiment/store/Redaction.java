package org.ncollapse.experiment.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Removes the user's name from the paths that a manifest records, so that results can be published in a double-blind
 * review. The home folder becomes {@code $HOME} and a folder with the user's name {@code $USER}; {@code dataset.folder}
 * accepts both, so a recorded path can still be read.
 */
public final class Redaction {

    private static final String END_OF_NAME = "(?![\\w.-])";
    private static final Pattern HOME =
            Pattern.compile("(?<![\\w.-])" + Pattern.quote(System.getProperty("user.home")) + END_OF_NAME);
    private static final Pattern USER =
            Pattern.compile("(?<=/)" + Pattern.quote(System.getProperty("user.name")) + END_OF_NAME);

    private Redaction() {}

    /** Returns a text without the user's name in its paths; null for null. */
    public static String redact(String text) {
        if (text == null || text.indexOf('/') < 0) {
            return text;
        }
        String withoutHome = HOME.matcher(text).replaceAll(Matcher.quoteReplacement("$HOME"));
        return USER.matcher(withoutHome).replaceAll(Matcher.quoteReplacement("$USER"));
    }

    /** Returns a copy of a JSON tree in which every text is redacted. */
    public static JsonNode redact(JsonNode tree) {
        if (tree instanceof ObjectNode object) {
            ObjectNode copy = object.objectNode();
            object.properties().forEach(field -> copy.set(field.getKey(), redact(field.getValue())));
            return copy;
        }
        if (tree instanceof ArrayNode array) {
            ArrayNode copy = array.arrayNode();
            array.forEach(element -> copy.add(redact(element)));
            return copy;
        }
        return tree.isTextual() ? TextNode.valueOf(redact(tree.textValue())) : tree;
    }
}
