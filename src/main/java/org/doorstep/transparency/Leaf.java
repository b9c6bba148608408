package org.doorstep.transparency;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonWriteFeature;

import io.vertx.mutiny.sqlclient.Row;

/**
 * An entry as the tree holds it, version 1 of docs/formats.md: canonical JSON (RFC 8785). Who it was, and what can be
 * erased, stand in it as salted commitments. Pure.
 */
final class Leaf {

    /** The columns that a leaf is made of. */
    static final String COLUMNS = """
            entry_id, at, zone, actor, actor_kind, post, outlet, device, source_address, action, purpose, stage, waybill,
            recipient_ref, parcels, fields, reason, ticket, subject, decision, problem, rule, policy_version, lease_id,
            lease_until, trace, who_salt, detail_salt""";

    private static final int VERSION = 1;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'");
    /** RFC 8785, 3.2.2.2: control characters as ECMAScript writes them. */
    private static final JsonFactory JSON = JsonFactory.builder().disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
            .build();

    private Leaf() {
    }

    static byte[] of(Row row) {
        var members = new TreeMap<String, Object>();
        members.put("v", VERSION);
        members.put("entry", row.getLong("entry_id"));
        members.put("at", time(row.getOffsetDateTime("at")));
        put(members, "zone", row.getString("zone"));
        put(members, "post", row.getString("post"));
        put(members, "outlet", row.getString("outlet"));
        put(members, "action", row.getString("action"));
        put(members, "purpose", row.getString("purpose"));
        put(members, "stage", row.getString("stage"));
        put(members, "waybill", row.getString("waybill"));
        put(members, "parcels", row.getInteger("parcels"));
        put(members, "fields", List.of(row.getArrayOfStrings("fields")));
        put(members, "ticket", row.getString("ticket"));
        put(members, "decision", row.getString("decision"));
        put(members, "problem", row.getString("problem"));
        put(members, "rule", row.getString("rule"));
        put(members, "policyVersion", row.getString("policy_version"));
        put(members, "lease", row.getUUID("lease_id"));
        var until = row.getOffsetDateTime("lease_until");
        put(members, "leaseUntil", until == null ? null : time(until));
        put(members, "trace", row.getString("trace"));
        members.put("who", commitment(bytes(row, "who_salt"), who(row)));
        members.put("detail", commitment(bytes(row, "detail_salt"), detail(row)));
        return canonical(members);
    }

    /** The number of the entry of a leaf. */
    static long entry(byte[] leaf) {
        try (var json = JSON.createParser(leaf)) {
            while (json.nextToken() != null) {
                if (json.currentToken() == JsonToken.VALUE_NUMBER_INT && "entry".equals(json.currentName())) {
                    return json.getLongValue();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new IllegalArgumentException("a leaf has the number of its entry");
    }

    private static SortedMap<String, Object> who(Row row) {
        var members = new TreeMap<String, Object>();
        put(members, "actor", row.getString("actor"));
        put(members, "actorKind", row.getString("actor_kind"));
        put(members, "device", row.getString("device"));
        put(members, "subject", row.getString("subject"));
        return members;
    }

    private static SortedMap<String, Object> detail(Row row) {
        var members = new TreeMap<String, Object>();
        put(members, "reason", row.getString("reason"));
        var recipient = row.getBuffer("recipient_ref");
        put(members, "recipient", recipient == null ? null : HexFormat.of().formatHex(recipient.getBytes()));
        put(members, "sourceAddress", row.getString("source_address"));
        return members;
    }

    private static String commitment(byte[] salt, SortedMap<String, Object> members) {
        var digest = Merkle.sha256();
        digest.update(salt);
        return HexFormat.of().formatHex(digest.digest(canonical(members)));
    }

    private static byte[] bytes(Row row, String column) {
        return row.getBuffer(column).getBytes();
    }

    private static void put(Map<String, Object> members, String name, @Nullable Object value) {
        if (value != null) {
            members.put(name, value);
        }
    }

    private static String time(OffsetDateTime at) {
        return TIME.format(at.withOffsetSameInstant(ZoneOffset.UTC));
    }

    /** Members whose names are ASCII, so that their order is that of RFC 8785. */
    static byte[] canonical(SortedMap<String, Object> members) {
        var text = new StringWriter();
        try (var json = JSON.createGenerator(text)) {
            json.writeStartObject();
            for (var member : members.entrySet()) {
                json.writeFieldName(member.getKey());
                write(json, member.getValue());
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void write(JsonGenerator json, Object value) throws IOException {
        switch (value) {
            case Integer number -> json.writeNumber(number);
            case Long number -> json.writeNumber(number);
            case Collection<?> texts -> {
                json.writeStartArray();
                for (var text : texts) {
                    json.writeString(text.toString());
                }
                json.writeEndArray();
            }
            default -> json.writeString(value.toString());
        }
    }
}
