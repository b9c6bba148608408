package org.doorstep.sip;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What a native image must keep for the SIP stack, in GraalVM's form ({@code reachability-metadata.json}); an entry is
 * written as in {@link ReflectiveCalls}.
 */
final class NativeMetadata {

    static final Path FILE = Path.of("src", "main", "resources", "META-INF", "native-image", "org.doorstep", "doorstep",
            "reachability-metadata.json");
    private static final ObjectMapper JSON = new ObjectMapper();

    private NativeMetadata() {
    }

    static Set<String> read() {
        try {
            return Files.exists(FILE) ? entries(JSON.readTree(Files.readString(FILE))) : new TreeSet<>();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> entries(JsonNode root) {
        var entries = new TreeSet<String>();
        for (var each : root.path("reflection")) {
            var type = each.path("type").asText();
            entries.add(type);
            for (var method : each.path("methods")) {
                var parameters = new ArrayList<String>();
                method.path("parameterTypes").forEach(parameter -> parameters.add(parameter.asText()));
                entries.add(type + "#" + method.path("name").asText() + "(" + String.join(",", parameters) + ")");
            }
            each.fieldNames().forEachRemaining(name -> {
                if (name.startsWith("all")) {
                    entries.add(type + "!" + name);
                }
            });
        }
        root.path("resources").forEach(each -> entries.add("resource:" + each.path("glob").asText()));
        return entries;
    }

    static void write(Set<String> entries) {
        var root = JSON.createObjectNode();
        var reflection = root.putArray("reflection");
        var types = new TreeMap<String, ObjectNode>();
        for (var entry : new TreeSet<>(entries)) {
            if (!entry.startsWith("resource:")) {
                var name = entry.split("[#!]")[0];
                var type = types.computeIfAbsent(name, _ -> JSON.createObjectNode().put("type", name));
                if (entry.contains("#")) {
                    var method = entry.substring(entry.indexOf('#') + 1);
                    var methods = type.has("methods") ? (ArrayNode) type.get("methods") : type.putArray("methods");
                    var parameters = methods.addObject().put("name", method.substring(0, method.indexOf('(')))
                            .putArray("parameterTypes");
                    var between = method.substring(method.indexOf('(') + 1, method.length() - 1);
                    if (!between.isEmpty()) {
                        for (var parameter : between.split(",")) {
                            parameters.add(parameter);
                        }
                    }
                } else if (entry.contains("!")) {
                    type.put(entry.substring(entry.indexOf('!') + 1), true);
                }
            }
        }
        types.values().forEach(reflection::add);
        var resources = root.putArray("resources");
        entries.stream().filter(entry -> entry.startsWith("resource:")).sorted()
                .forEach(entry -> resources.addObject().put("glob", entry.substring("resource:".length())));
        try {
            Files.createDirectories(FILE.getParent());
            Files.writeString(FILE, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
