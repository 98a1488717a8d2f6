package org.ncollapse.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.StringReader;
import java.util.HashMap;
import java.util.Map;
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

/**
 * A YAML document as a tree that remembers on which line each value stands.
 * Only the syntax is read: no tag is resolved to a class, and every scalar stays the text that was written, for the
 * records to interpret ({@code 5e-4} is a text in YAML 1.1, {@code 007} a number).
 */
final class YamlTree {

    private static final int DEEPEST = 20;

    private final String source;
    private final Map<String, String> places = new HashMap<>();
    private ObjectNode root = JsonNodeFactory.instance.objectNode();

    private YamlTree(String source) {
        this.source = source;
    }

    /** @throws BadInputException where the text is not YAML, or its top is not a map */
    static YamlTree parse(String source, String text) {
        YamlTree tree = new YamlTree(source);
        JsonNode top = tree.compose(text, "");
        if (!(top instanceof ObjectNode keys)) {
            throw new BadInputException(source + ": expected keys such as 'name:' and 'dataset:' at the top level");
        }
        tree.root = keys;
        return tree;
    }

    ObjectNode root() {
        return root;
    }

    /** Where a value was written, "file, line 7"; for a path that was not, the place of the nearest section around it. */
    String place(String path) {
        for (String at = path; !at.isEmpty(); at = at.substring(0, Math.max(0, Math.max(at.lastIndexOf('.'), at.lastIndexOf('['))))) {
            if (places.containsKey(at)) {
                return places.get(at);
            }
        }
        return source;
    }

    /** Lays one {@code key=value} over the tree, making sections on the way. */
    void set(String override) {
        int equals = override.indexOf('=');
        if (equals < 1) {
            throw new BadInputException("--set " + override + ": expected key=value, for instance --set training.epochs=10");
        }
        String key = override.substring(0, equals).strip();
        String[] steps = key.split("\\.", -1);
        ObjectNode section = root;
        for (int i = 0; i < steps.length - 1; i++) {
            section = section.get(steps[i]) instanceof ObjectNode inner ? inner : section.putObject(steps[i]);
        }
        places.put(key, "--set " + override);
        section.set(steps[steps.length - 1], compose(override.substring(equals + 1), key));
    }

    private JsonNode compose(String text, String path) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        options.setMaxAliasesForCollections(0);
        options.setNestingDepthLimit(DEEPEST);
        try {
            Node node = new Yaml(options).compose(new StringReader(text));
            return node == null ? NullNode.instance : convert(node, path);
        } catch (MarkedYAMLException e) {
            String line = e.getProblemMark() == null ? "" : ", line " + (e.getProblemMark().getLine() + 1);
            throw new BadInputException(source + line + ": not YAML: " + e.getProblem(), e);
        } catch (YAMLException e) {
            throw new BadInputException(source + ": not YAML: " + e.getMessage().lines().findFirst().orElse(""), e);
        }
    }

    private JsonNode convert(Node node, String path) {
        String where = source + ", line " + (node.getStartMark().getLine() + 1);
        if (!path.isEmpty()) {
            places.putIfAbsent(path, where);
        }
        if (node.getAnchor() != null) {
            throw new BadInputException(where + ": anchors and aliases (&" + node.getAnchor() + ") are not used here; write the value out");
        }
        if (node instanceof ScalarNode scalar) {
            return Tag.NULL.equals(scalar.getTag()) ? NullNode.instance : JsonNodeFactory.instance.textNode(scalar.getValue());
        }
        if (node instanceof SequenceNode sequence) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            for (Node item : sequence.getValue()) {
                array.add(convert(item, path + "[" + array.size() + "]"));
            }
            return array;
        }
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (NodeTuple entry : ((MappingNode) node).getValue()) {
            if (!(entry.getKeyNode() instanceof ScalarNode key)) {
                throw new BadInputException(where + ": a key must be a word");
            }
            if (object.has(key.getValue())) {
                throw new BadInputException(source + ", line " + (key.getStartMark().getLine() + 1) + ": the key '" + key.getValue() + "' stands twice");
            }
            String inner = path.isEmpty() ? key.getValue() : path + "." + key.getValue();
            places.put(inner, source + ", line " + (key.getStartMark().getLine() + 1));
            object.set(key.getValue(), convert(entry.getValueNode(), inner));
        }
        return object;
    }
}
