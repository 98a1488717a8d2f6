package org.ncollapse.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.StringReader;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.ncollapse.io.BadInputException;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * A YAML document as a tree that remembers on which line each value stands. Only the syntax is read: no tag is resolved
 * to a class, and every scalar stays the text that was written, for the records to interpret ({@code 5e-4} is a text in
 * YAML 1.1, {@code 007} a number).
 */
final class YamlTree {

    private static final int DEEPEST = 20;
    private static final int LONGEST_QUOTATION = 60;

    private final Source origin;
    private final SpecReader.Example example;
    private final Map<String, String> places = new HashMap<>();
    private ObjectNode root = JsonNodeFactory.instance.objectNode();

    private YamlTree(Source origin, SpecReader.Example example) {
        this.origin = origin;
        this.example = example;
    }

    /** Where text comes from: a file, whose lines count, or the command line. */
    private record Source(String name, boolean hasLines) {
        String line(int line) {
            return hasLines ? name + ", line " + line : name;
        }

        String at(Node node) {
            return line(node.getStartMark().getLine() + 1);
        }
    }

    /**
     * @param example of what such texts hold, for messages
     * @throws BadInputException where the text is not YAML, or its top is not a map
     */
    static YamlTree parse(String source, String text, SpecReader.Example example) {
        YamlTree tree = new YamlTree(new Source(source, true), example);
        JsonNode top = tree.compose(text, "", tree.origin);
        if (!(top instanceof ObjectNode keys)) {
            throw new BadInputException(source + ": expected keys such as 'name:' and '" + example.topLevelKey()
                    + ":' at the top level, found " + (top.isNull() ? "nothing" : quoted(top)));
        }
        tree.root = keys;
        return tree;
    }

    ObjectNode root() {
        return root;
    }

    /** A value as a user would write it, in quotation marks, shortened where it is long. */
    static String quoted(JsonNode value) {
        String text = toFlowText(value);
        return "'" + (text.length() > LONGEST_QUOTATION ? text.substring(0, LONGEST_QUOTATION) + "…" : text) + "'";
    }

    /** A value on one line, as YAML has it. */
    static String toFlowText(JsonNode value) {
        if (value.isArray()) {
            return value.valueStream().map(YamlTree::toFlowText).collect(Collectors.joining(", ", "[", "]"));
        }
        return value.isObject()
                ? value.propertyStream()
                        .map(entry -> entry.getKey() + ": " + toFlowText(entry.getValue()))
                        .collect(Collectors.joining(", ", "{", "}"))
                : value.isNull() ? "" : value.textValue();
    }

    /**
     * Where a value was written, "file, line 7"; for a path that was not, the place of the nearest section around it.
     */
    String location(String path) {
        for (String at = path;
                !at.isEmpty();
                at = at.substring(0, Math.max(0, Math.max(at.lastIndexOf('.'), at.lastIndexOf('['))))) {
            if (places.containsKey(at)) {
                return places.get(at);
            }
        }
        return origin.name();
    }

    /** Lays one {@code key=value} over the tree, making sections on the way. */
    void applyOverride(String override) {
        Source argument = new Source("--set " + override, false);
        int equals = override.indexOf('=');
        String key = override.substring(0, Math.max(0, equals)).strip();
        String[] steps = key.split("\\.", -1);
        for (String step : steps) {
            if (step.isEmpty()) {
                throw new BadInputException(
                        argument.name() + ": expected key=value, for instance --set " + example.override());
            }
        }
        put(key, compose(override.substring(equals + 1), key, argument), argument.name());
    }

    /** Lays a value over the tree that was written elsewhere, making sections on the way. */
    void put(String key, JsonNode value, String place) {
        String[] steps = key.split("\\.", -1);
        section(steps, place).set(steps[steps.length - 1], value);
        places.keySet().removeIf(inner -> inner.startsWith(key + ".") || inner.startsWith(key + "["));
        places.put(key, place);
    }

    /** The section that holds the last step, made if it is not there. */
    private ObjectNode section(String[] steps, String place) {
        ObjectNode section = root;
        String path = "";
        for (int i = 0; i < steps.length - 1; i++) {
            path += (i == 0 ? "" : ".") + steps[i];
            JsonNode inner = section.path(steps[i]);
            if (inner.isMissingNode() || inner.isNull()) {
                places.put(path, place);
                inner = section.putObject(steps[i]);
            } else if (!inner.isObject()) {
                throw new BadInputException(place + ": '" + path + "' is " + quoted(inner) + " (" + location(path)
                        + "), which has no keys; set it whole: '" + path + "={...}'");
            }
            section = (ObjectNode) inner;
        }
        return section;
    }

    private JsonNode compose(String text, String path, Source from) {
        LoaderOptions options = new LoaderOptions();
        options.setMaxAliasesForCollections(
                Integer.MAX_VALUE); // Refused below, with their line; nothing is expanded before.
        options.setNestingDepthLimit(DEEPEST);
        refuseUnprintable(text, from);
        try {
            Node node = new Yaml(options).compose(new StringReader(text));
            return node == null ? NullNode.instance : convert(node, path, from);
        } catch (MarkedYAMLException e) {
            String where = e.getProblemMark() == null
                    ? from.name()
                    : from.line(e.getProblemMark().getLine() + 1);
            throw new BadInputException(where + ": not YAML: " + e.getProblem(), e);
        } catch (YAMLException e) {
            throw new BadInputException(from.name() + ": not YAML: " + e.getMessage(), e);
        }
    }

    /** SnakeYAML would do it without saying where. */
    private static void refuseUnprintable(String text, Source from) {
        int line = 1;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int codePoint = text.codePointAt(i);
            if (!StreamReader.isPrintable(codePoint)) {
                throw new BadInputException(
                        from.line(line) + ": not YAML: a character U+%04X, which no text holds".formatted(codePoint));
            }
            line += codePoint == '\n' ? 1 : 0;
        }
    }

    private JsonNode convert(Node node, String path, Source from) {
        if (node.getAnchor() != null) {
            throw new BadInputException(from.at(node) + ": anchors and aliases (&" + node.getAnchor()
                    + ") are not used here; write the value out");
        }
        if (node.getTag().getValue().startsWith("!")) {
            throw new BadInputException(from.at(node) + ": tags ("
                    + node.getTag().getValue() + ") are not used here; write the value alone");
        }
        if (node instanceof ScalarNode scalar) {
            return Tag.NULL.equals(scalar.getTag())
                    ? NullNode.instance
                    : JsonNodeFactory.instance.textNode(scalar.getValue());
        }
        if (node instanceof SequenceNode sequence) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            for (Node item : sequence.getValue()) {
                String inner = path + "[" + array.size() + "]";
                places.put(inner, from.at(item));
                array.add(convert(item, inner, from));
            }
            return array;
        }
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (NodeTuple entry : ((MappingNode) node).getValue()) {
            String where = from.at(entry.getKeyNode());
            if (!(entry.getKeyNode() instanceof ScalarNode key)) {
                throw new BadInputException(where + ": a key must be a word");
            }
            if (object.has(key.getValue())) {
                throw new BadInputException(where + ": the key '" + key.getValue() + "' stands twice");
            }
            String inner = path.isEmpty() ? key.getValue() : path + "." + key.getValue();
            places.put(inner, where);
            object.set(key.getValue(), convert(entry.getValueNode(), inner, from));
        }
        return object;
    }
}
