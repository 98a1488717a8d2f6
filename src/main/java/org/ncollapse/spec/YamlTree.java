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
 * A YAML document as a tree that records the line of each value. Only the syntax is read: no tag is resolved to a
 * class, and every scalar remains text, which the records interpret. (YAML 1.1 would read {@code 5e-4} as a string and
 * {@code 007} as a number.)
 */
final class YamlTree {

    private static final int MAX_DEPTH = 20;
    private static final int MAX_QUOTATION = 60;

    private final Source source;
    private final SpecReader.Example example;
    private final Map<String, String> locations = new HashMap<>();
    private ObjectNode root = JsonNodeFactory.instance.objectNode();

    private YamlTree(Source source, SpecReader.Example example) {
        this.source = source;
        this.example = example;
    }

    /** The source of a text: a file with line numbers, or an argument of the command line. */
    private record Source(String name, boolean hasLines) {
        String line(int line) {
            return hasLines ? name + ", line " + line : name;
        }

        String at(Node node) {
            return line(node.getStartMark().getLine() + 1);
        }
    }

    /**
     * @param example an example of such documents, for messages
     * @throws BadInputException if the text is not YAML, or its top level is not a map
     */
    static YamlTree parse(String source, String text, SpecReader.Example example) {
        YamlTree tree = new YamlTree(new Source(source, true), example);
        JsonNode top = tree.compose(text, "", tree.source);
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

    /** Returns a value as a user would write it, in quotation marks, shortened if it is long. */
    static String quoted(JsonNode value) {
        String text = toFlowText(value);
        return "'" + (text.length() > MAX_QUOTATION ? text.substring(0, MAX_QUOTATION) + "…" : text) + "'";
    }

    /** Returns a value in YAML's flow style, on one line. */
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

    /** Returns the location of a value, "file, line 7"; for a missing value that of the nearest section around it. */
    String location(String path) {
        for (String at = path;
                !at.isEmpty();
                at = at.substring(0, Math.max(0, Math.max(at.lastIndexOf('.'), at.lastIndexOf('['))))) {
            if (locations.containsKey(at)) {
                return locations.get(at);
            }
        }
        return source.name();
    }

    /** Applies one {@code key=value}; creates missing sections. */
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

    /** Sets a value that was written at another place; creates missing sections. */
    void put(String key, JsonNode value, String place) {
        String[] steps = key.split("\\.", -1);
        section(steps, place).set(steps[steps.length - 1], value);
        locations.keySet().removeIf(inner -> inner.startsWith(key + ".") || inner.startsWith(key + "["));
        locations.put(key, place);
    }

    /** Returns the section of the last step; creates it if it is missing. */
    private ObjectNode section(String[] steps, String place) {
        ObjectNode section = root;
        String path = "";
        for (int i = 0; i < steps.length - 1; i++) {
            path += (i == 0 ? "" : ".") + steps[i];
            JsonNode inner = section.path(steps[i]);
            if (inner.isMissingNode() || inner.isNull()) {
                locations.put(path, place);
                inner = section.putObject(steps[i]);
            } else if (!inner.isObject()) {
                throw new BadInputException(place + ": '" + path + "' is " + quoted(inner) + " (" + location(path)
                        + "), which has no keys; replace the whole map: '" + path + "={...}'");
            }
            section = (ObjectNode) inner;
        }
        return section;
    }

    private JsonNode compose(String text, String path, Source from) {
        LoaderOptions options = new LoaderOptions();
        // Aliases are rejected below, with their line, before any is expanded.
        options.setMaxAliasesForCollections(Integer.MAX_VALUE);
        options.setNestingDepthLimit(MAX_DEPTH);
        rejectUnprintable(text, from);
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

    /** Rejects unprintable characters with their line; SnakeYAML would not give the line. */
    private static void rejectUnprintable(String text, Source from) {
        int line = 1;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int codePoint = text.codePointAt(i);
            if (!StreamReader.isPrintable(codePoint)) {
                throw new BadInputException(
                        from.line(line) + ": not YAML: the character U+%04X is not allowed".formatted(codePoint));
            }
            line += codePoint == '\n' ? 1 : 0;
        }
    }

    private JsonNode convert(Node node, String path, Source from) {
        if (node.getAnchor() != null) {
            throw new BadInputException(from.at(node) + ": anchors and aliases (&" + node.getAnchor()
                    + ") are not supported; write the value out");
        }
        if (node.getTag().getValue().startsWith("!")) {
            throw new BadInputException(from.at(node) + ": tags ("
                    + node.getTag().getValue() + ") are not supported; write the value without a tag");
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
                locations.put(inner, from.at(item));
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
                throw new BadInputException(where + ": duplicate key '" + key.getValue() + "'");
            }
            String inner = path.isEmpty() ? key.getValue() : path + "." + key.getValue();
            locations.put(inner, where);
            object.set(key.getValue(), convert(entry.getValueNode(), inner, from));
        }
        return object;
    }
}
