package org.doorstep.vault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.doorstep.stack.Backstage;

/**
 * Looks for values in everything that the service keeps: all columns of all tables, Redis, log files. It knows a value
 * as it is, in hexadecimal and in Base64 at any offset; a number also where somebody set it off with separators.
 */
public final class ClearText {

    private static final int KEY = 5;
    private static final Pattern BETWEEN_DIGITS = Pattern.compile("(?<=\\d)[ ()/._-]+(?=\\d)");

    /** Spellings by their first bytes, one char a byte. */
    private final Map<String, List<Spelling>> spellings = new HashMap<>();

    private record Spelling(String text, String value) {
    }

    public ClearText(Collection<String> values) {
        values.forEach(this::add);
    }

    /** What is kept somewhere, and where. */
    private record Kept(String place, String text) {
    }

    /** The places where one of the values is, with what was found there; empty if nothing is in clear anywhere. */
    public List<String> found(Path logs) {
        var found = new TreeSet<String>();
        Stream.of(tables(), redis(), files(logs)).flatMap(List::stream)
                .forEach(kept -> found.addAll(found(kept.place(), kept.text())));
        return List.copyOf(found);
    }

    /** Those of the values that are in a text, one char a byte, with the place it is from. */
    public List<String> found(String place, String text) {
        var found = new TreeSet<String>();
        search(place, text, found);
        search(place, BETWEEN_DIGITS.matcher(text).replaceAll(""), found);
        return List.copyOf(found);
    }

    private void add(String value) {
        var bytes = value.getBytes(StandardCharsets.UTF_8);
        keep(latin(bytes), value);
        keep(HexFormat.of().formatHex(bytes), value);
        keep(HexFormat.of().withUpperCase().formatHex(bytes), value);
        for (int offset = 0; offset < 3; offset++) {
            var padded = new byte[offset + bytes.length];
            System.arraycopy(bytes, 0, padded, offset, bytes.length);
            var encoded = Base64.getEncoder().withoutPadding().encodeToString(padded);
            var whole = encoded.substring(offset == 0 ? 0 : offset + 1, padded.length / 3 * 4);
            keep(whole, value);
            keep(whole.replace('+', '-').replace('/', '_'), value);
        }
    }

    private void keep(String text, String value) {
        if (text.length() < KEY) {
            throw new IllegalArgumentException("too short to be told from chance");
        }
        spellings.computeIfAbsent(text.substring(0, KEY), _ -> new ArrayList<>()).add(new Spelling(text, value));
    }

    private void search(String place, String text, TreeSet<String> found) {
        for (int at = 0; at + KEY <= text.length(); at++) {
            for (var spelling : spellings.getOrDefault(text.substring(at, at + KEY), List.of())) {
                if (text.startsWith(spelling.text(), at)) {
                    found.add(place + ": " + spelling.value());
                }
            }
        }
    }

    private static List<Kept> tables() {
        return Backstage.rows("select schemaname || '.' || tablename as name from pg_tables where schemaname not in "
                + "('pg_catalog', 'information_schema')").stream().map(row -> row.get("name").toString())
                .flatMap(table -> Backstage.rows("select * from " + table).stream()
                        .flatMap(row -> row.entrySet().stream().filter(column -> column.getValue() != null)
                                .map(column -> new Kept(table + "." + column.getKey(), text(column.getValue())))))
                .toList();
    }

    private static String text(Object value) {
        return value instanceof byte[] bytes ? latin(bytes) : latin(value.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static List<Kept> redis() {
        var kept = new ArrayList<Kept>();
        for (var key : (List<?>) Backstage.redis("KEYS", "*")) {
            var name = key.toString();
            kept.add(new Kept("Redis key", text(name)));
            kept.add(new Kept("Redis " + name, text(switch (Backstage.redis("TYPE", name).toString()) {
                case "set" -> Backstage.redis("SMEMBERS", name).toString();
                case "hash" -> Backstage.redis("HGETALL", name).toString();
                case "list" -> Backstage.redis("LRANGE", name, "0", "-1").toString();
                case "zset" -> Backstage.redis("ZRANGE", name, "0", "-1").toString();
                default -> String.valueOf(Backstage.redis("GET", name));
            })));
        }
        return kept;
    }

    private static List<Kept> files(Path folder) {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .map(file -> new Kept(file.getFileName().toString(), latin(bytes(file)))).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
