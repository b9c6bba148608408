package org.doorstep.policy;

import java.io.StringReader;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;

import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.reader.ReaderException;

/** A node of a YAML text that knows its line, so that what is wrong can be pointed at. */
record YamlNode(int line, Node node, String value) {

    static YamlNode read(String text) {
        try {
            var root = new Yaml(new LoaderOptions()).compose(new StringReader(text));
            if (root == null) {
                throw new InvalidPolicy(1, "the file is empty");
            }
            return of(root);
        } catch (MarkedYAMLException e) {
            var mark = e.getProblemMark();
            throw new InvalidPolicy(mark == null ? 1 : mark.getLine() + 1, "no YAML: " + e.getProblem());
        } catch (ReaderException e) {
            long line = text.codePoints().limit(e.getPosition()).filter(point -> point == '\n').count() + 1;
            throw new InvalidPolicy((int) line, "no YAML: a character that no text has");
        }
    }

    private static YamlNode of(Node node) {
        var value = node instanceof ScalarNode scalar ? scalar.getValue() : "";
        return new YamlNode(node.getStartMark().getLine() + 1, node, value);
    }

    InvalidPolicy invalid(String what) {
        return new InvalidPolicy(line, what);
    }

    String text() {
        if (value.isBlank()) {
            throw invalid("a text is missing");
        }
        return value;
    }

    YamlNode upperCase() {
        return new YamlNode(line, node, value.toUpperCase(Locale.ROOT));
    }

    String oneOf(String only) {
        if (!value.equals(only)) {
            throw invalid("must be \"" + only + "\" or be left out");
        }
        return value;
    }

    <T> T parsed(Function<String, T> parser) {
        try {
            return parser.apply(text());
        } catch (IllegalArgumentException | java.time.DateTimeException e) {
            throw invalid("\"" + value + "\" cannot be read: " + e.getMessage());
        }
    }

    /** The items of a list, each once. */
    List<YamlNode> items() {
        if (!(node instanceof SequenceNode sequence)) {
            throw invalid("a list is missing");
        }
        var items = sequence.getValue().stream().map(YamlNode::of).toList();
        var known = new HashSet<String>();
        items.stream().filter(item -> item.node() instanceof ScalarNode && !known.add(item.value())).findFirst()
                .ifPresent(item -> {
                    throw item.invalid("\"" + item.value() + "\" stands twice");
                });
        return items;
    }

    List<String> texts() {
        return items().stream().map(YamlNode::text).toList();
    }

    Mapping mapping() {
        if (node instanceof MappingNode mapping) {
            return Mapping.of(this, mapping);
        }
        throw invalid("members are missing");
    }

    /** The members of a node, each name once. */
    record Mapping(YamlNode of, Map<String, YamlNode> names, Map<String, YamlNode> values) {

        private static Mapping of(YamlNode node, MappingNode mapping) {
            var names = new LinkedHashMap<String, YamlNode>();
            var values = new LinkedHashMap<String, YamlNode>();
            for (var tuple : mapping.getValue()) {
                var name = YamlNode.of(tuple.getKeyNode());
                if (names.put(name.text(), name) != null) {
                    throw name.invalid("\"" + name.text() + "\" stands twice");
                }
                values.put(name.text(), YamlNode.of(tuple.getValueNode()));
            }
            return new Mapping(node, names, values);
        }

        void only(Set<String> known) {
            names.forEach((name, node) -> {
                if (!known.contains(name)) {
                    throw node.invalid("unknown member \"" + name + "\"");
                }
            });
        }

        YamlNode required(String name) {
            return optional(name).orElseThrow(() -> of.invalid("\"" + name + "\" is missing"));
        }

        Optional<YamlNode> optional(String name) {
            return Optional.ofNullable(values.get(name));
        }

        void forEach(BiConsumer<YamlNode, YamlNode> action) {
            values.forEach((name, value) -> action.accept(names.get(name), value));
        }
    }
}
