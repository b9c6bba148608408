package org.doorstep.verifier;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Seals a table of made-up entries as docs/formats.md has it, with nothing of the verifier's or the service's code. */
public final class SampleSealer {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DateTimeFormatter INSTANT = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'");
    private static final Map<String, String> TEXTS = Map.ofEntries(Map.entry("zone", "zone"), Map.entry("post", "post"),
            Map.entry("outlet", "outlet"), Map.entry("action", "action"), Map.entry("purpose", "purpose"), Map.entry(
                    "stage", "stage"),
            Map.entry("waybill", "waybill"), Map.entry("ticket", "ticket"), Map.entry("decision", "decision"),
            Map.entry(
                    "problem", "problem"),
            Map.entry("rule", "rule"), Map.entry("policyVersion", "policy_version"), Map.entry("trace", "trace"), Map
                    .entry("lease", "lease_id"));

    private final String url;

    public SampleSealer(String url) {
        this.url = url;
    }

    /** Seals all rows that are there, and signs. The log as it then is. */
    public SampleLog seal() {
        try (var connection = DriverManager.getConnection(url)) {
            var entries = new ArrayList<Long>();
            var log = new SampleLog(leaves(connection, entries));
            write(connection, log, entries);
            sign(connection, log.tree().size(), log.checkpoint(log.tree().size()), log.tree().root(),
                    entries.getLast());
            return log;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Signs the log as it was with fewer entries, for the table of checkpoints. */
    public void sign(SampleLog log, int size) {
        try (var connection = DriverManager.getConnection(url)) {
            var entries = new ArrayList<Long>();
            leaves(connection, entries);
            sign(connection, size, log.checkpoint(size), log.tree().root(0, size), entries.get(size - 1));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    static void sign(Connection connection, long size, String note, byte[] root, long lastEntry) throws SQLException {
        try (var statement = connection.prepareStatement(
                "insert into log_checkpoint (size, root, last_entry, signed_at, note) values (?, ?, ?, now(), ?)")) {
            statement.setLong(1, size);
            statement.setBytes(2, root);
            statement.setLong(3, lastEntry);
            statement.setString(4, note);
            statement.executeUpdate();
        }
    }

    private static void write(Connection connection, SampleLog log, List<Long> entries) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("truncate log_tile, log_bundle, log_edge");
        }
        int size = log.tree().size();
        for (int level = 0; size >> 8 * level > 0; level++) {
            int span = 1 << 8 * level;
            for (int tile = 0; tile * 256 < size / span; tile++) {
                int width = Math.min(256, size / span - tile * 256);
                var bytes = new ByteArrayOutputStream();
                for (int index = tile * 256; index < tile * 256 + width; index++) {
                    bytes.writeBytes(log.tree().root(index * span, (index + 1) * span));
                }
                put(connection, width == 256 ? "insert into log_tile (level, tile, hashes) values (?, ?, ?)"
                        : "insert into log_edge (level, tile, hashes) values (?, ?, ?)", level, tile,
                        bytes.toByteArray());
            }
        }
        for (int tile = 0; tile * 256 < size; tile++) {
            int width = Math.min(256, size - tile * 256);
            var bytes = new ByteArrayOutputStream();
            for (byte[] leaf : log.tree().leaves().subList(tile * 256, tile * 256 + width)) {
                bytes.write(leaf.length >> 8);
                bytes.write(leaf.length);
                bytes.writeBytes(leaf);
            }
            if (width < 256) {
                put(connection, "insert into log_edge (level, tile, hashes) values (?, ?, ?)", -1, tile, bytes
                        .toByteArray());
            } else {
                put(connection, "insert into log_bundle (first_entry, last_entry, tile, leaves) values (" + entries.get(
                        tile * 256) + " + 0 * ?, " + entries.get(tile * 256 + 255) + ", ?, ?)", 0, tile, bytes
                                .toByteArray());
            }
        }
    }

    private static void put(Connection connection, String sql, int level, int tile, byte[] bytes) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            statement.setInt(1, level);
            statement.setInt(2, tile);
            statement.setBytes(3, bytes);
            statement.executeUpdate();
        }
    }

    private static List<byte[]> leaves(Connection connection, List<Long> entries) throws SQLException {
        var leaves = new ArrayList<byte[]>();
        try (var rows = connection.createStatement().executeQuery("select * from access_entry order by entry_id")) {
            while (rows.next()) {
                entries.add(rows.getLong("entry_id"));
                leaves.add(leaf(rows));
            }
        }
        return leaves;
    }

    private static byte[] leaf(ResultSet row) throws SQLException {
        var leaf = new TreeMap<String, Object>();
        leaf.put("v", 1);
        leaf.put("entry", row.getLong("entry_id"));
        put(leaf, "at", instant(row, "at"));
        put(leaf, "leaseUntil", instant(row, "lease_until"));
        for (var text : TEXTS.entrySet()) {
            put(leaf, text.getKey(), row.getString(text.getValue()));
        }
        put(leaf, "parcels", row.getObject("parcels"));
        put(leaf, "fields", row.getArray("fields").getArray());
        var who = new TreeMap<String, Object>();
        put(who, "actor", row.getString("actor"));
        put(who, "actorKind", row.getString("actor_kind"));
        put(who, "device", row.getString("device"));
        put(who, "subject", row.getString("subject"));
        leaf.put("who", commitment(row.getBytes("who_salt"), who));
        var detail = new TreeMap<String, Object>();
        put(detail, "reason", row.getString("reason"));
        put(detail, "sourceAddress", row.getString("source_address"));
        byte[] recipient = row.getBytes("recipient_ref");
        put(detail, "recipient", recipient == null ? null : HexFormat.of().formatHex(recipient));
        leaf.put("detail", commitment(row.getBytes("detail_salt"), detail));
        return json(leaf);
    }

    private static String commitment(byte[] salt, Map<String, Object> members) {
        return HexFormat.of().formatHex(SampleTree.sha256(salt, json(members)));
    }

    private static byte[] json(Map<String, Object> members) {
        try {
            return JSON.writeValueAsString(members).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void put(Map<String, Object> members, String name, @Nullable Object value) {
        if (value != null) {
            members.put(name, value);
        }
    }

    private static @Nullable String instant(ResultSet row, String column) throws SQLException {
        var time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : INSTANT.format(time.withOffsetSameInstant(ZoneOffset.UTC));
    }
}
