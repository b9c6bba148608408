package org.doorstep.verifier;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

/**
 * A leaf of version 1 (docs/formats.md): what is sealed of one entry.
 *
 * @param members by name, in their order: {@code Long}, {@code String}, or {@code List} of {@code String}
 */
record Leaf(long entry, byte[] bytes, Map<String, Object> members) {

    private static final JsonFactory JSON = new JsonFactory();
    private static final long VERSION = 1;
    private static final long LARGEST = (1L << 53) - 1;
    private static final Set<String> NUMBERS = Set.of("v", "entry", "parcels");
    private static final Set<String> TEXTS = Set.of("at", "leaseUntil", "zone", "post", "outlet", "action", "purpose",
            "stage", "waybill", "ticket", "decision", "problem", "rule", "policyVersion", "trace", "lease", "who",
            "detail");
    private static final String LIST = "fields";

    /** Reads a leaf, which must be in its one spelling. */
    static Leaf parse(byte[] bytes, CanonicalWriter writer) throws Malformed {
        var members = members(bytes);
        if (!(members.get("v") instanceof Long version) || version != VERSION) {
            throw new Malformed("of a version that is not known");
        }
        if (!(members.get("entry") instanceof Long entry) || entry < 0) {
            throw new Malformed("without an entry's number");
        }
        if (!Arrays.equals(bytes, canonical(members, writer))) {
            throw new Malformed("not in the canonical form (RFC 8785)");
        }
        return new Leaf(entry, bytes, members);
    }

    /** The members that differ in two leaves, by name. */
    static List<String> differing(Leaf one, Leaf other) {
        var names = new TreeSet<>(one.members.keySet());
        names.addAll(other.members.keySet());
        names.removeIf(name -> Objects.equals(one.members.get(name), other.members.get(name)));
        return List.copyOf(names);
    }

    @Nullable
    String text(String member) {
        return members.get(member) instanceof String text ? text : null;
    }

    /** The leaf as it would stand without some of its members. */
    byte[] without(CanonicalWriter writer, String... names) {
        var rest = new LinkedHashMap<>(members);
        rest.keySet().removeAll(List.of(names));
        return canonical(rest, writer);
    }

    private static Map<String, Object> members(byte[] bytes) throws Malformed {
        try (var json = JSON.createParser(bytes)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new Malformed("not a JSON object");
            }
            var members = LinkedHashMap.<String, Object>newLinkedHashMap(24);
            String last = "";
            for (var name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                if (name.compareTo(last) <= 0) {
                    throw new Malformed("with members out of their order");
                }
                last = name;
                json.nextToken();
                members.put(name, value(name, json));
            }
            if (json.currentToken() != JsonToken.END_OBJECT || json.nextToken() != null) {
                throw new Malformed("not one JSON object");
            }
            return members;
        } catch (IOException _) {
            throw new Malformed("not JSON");
        }
    }

    private static Object value(String name, JsonParser json) throws IOException, Malformed {
        if (NUMBERS.contains(name) && json.currentToken() == JsonToken.VALUE_NUMBER_INT
                && Math.abs(json.getLongValue()) <= LARGEST) {
            return json.getLongValue();
        }
        if (TEXTS.contains(name) && json.currentToken() == JsonToken.VALUE_STRING) {
            return json.getText();
        }
        if (name.equals(LIST) && json.currentToken() == JsonToken.START_ARRAY) {
            var list = new ArrayList<String>();
            while (json.nextToken() == JsonToken.VALUE_STRING) {
                list.add(json.getText());
            }
            if (json.currentToken() == JsonToken.END_ARRAY) {
                return list;
            }
        }
        throw new Malformed("with a member that version 1 does not have: " + StrictText.printable(name));
    }

    @SuppressWarnings("unchecked")
    private static byte[] canonical(Map<String, Object> members, CanonicalWriter writer) {
        var object = writer.begin();
        for (var member : members.entrySet()) {
            object = switch (member.getValue()) {
                case String text -> object.member(member.getKey(), text);
                case Long number -> object.member(member.getKey(), number);
                default -> object.member(member.getKey(), (List<String>) member.getValue());
            };
        }
        return object.end();
    }
}
