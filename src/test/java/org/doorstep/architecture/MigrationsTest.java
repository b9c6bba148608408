package org.doorstep.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Migrations go forward only, and replicas of the release before go on working on what they leave: each adds, none takes
 * away. What the release before does not use any more may be taken away one release later, and is listed here with its
 * reason.
 */
class MigrationsTest {

    private static final Path FOLDER = Path.of("src/main/resources/db/migration");
    private static final Pattern NAME = Pattern.compile("V([0-9]+)__[a-z_]+\\.sql");
    /** Since this one the service rolls, replica by replica. */
    private static final int ROLLS_SINCE = 13;

    private static final List<Pattern> TAKES_AWAY = List.of(
            Pattern.compile(
                    "\\bdrop\\s+(table|column|view|type|sequence|function|trigger|constraint|index|schema)\\b.*"),
            Pattern.compile("\\brename\\b.*"),
            Pattern.compile("\\balter\\s+(column\\s+)?\\S+\\s+(set\\s+data\\s+)?type\\b.*"),
            Pattern.compile("\\bset\\s+not\\s+null\\b.*"),
            Pattern.compile("\\bdrop\\s+default\\b.*"),
            Pattern.compile("\\btruncate\\b.*"),
            Pattern.compile("\\brevoke\\b.*"),
            Pattern.compile("\\badd\\s+(constraint|check|unique|primary|foreign)\\b.*"),
            Pattern.compile("\\badd\\s+column\\s+\\S+\\s+\\S+\\s+not\\s+null(?!.*\\bdefault\\b).*"));

    private static final Map<String, String> ALLOWED = Map.of(
            "V13: drop trigger phone_ends_bridges on staff_phone",
            "made again in the same transaction; it fires in all cases in which the release before can change a number");

    @Test
    void noMigrationTakesAwayWhatTheReleaseBeforeUses() throws IOException {
        var found = new ArrayList<String>();
        for (var file : files().entrySet()) {
            if (file.getKey() >= ROLLS_SINCE) {
                takenAway(Files.readString(file.getValue()))
                        .forEach(line -> found.add("V" + file.getKey() + ": " + line));
            }
        }

        assertEquals(ALLOWED.keySet().stream().sorted().toList(), found.stream().sorted().toList());
    }

    @Test
    void versionsFollowOneAnother() throws IOException {
        var versions = List.copyOf(files().keySet());

        assertEquals(IntStream.rangeClosed(1, versions.size()).boxed().toList(), versions);
    }

    @ParameterizedTest
    @ValueSource(strings = {"alter table parcel drop column weight_grams;", "drop table lease;",
            "alter table parcel rename column outlet to deliverer;",
            "alter table parcel\n  alter column weight_grams type bigint;", "alter table staff add check (epoch > 0);",
            "alter table parcel add column size text not null;", "ALTER TABLE parcel ALTER at_outlet SET NOT NULL;",
            "revoke insert on parcel from doorstep_app;"})
    void whatTakesAwayIsSeen(String sql) {
        assertEquals(1, takenAway(sql).size(), sql);
    }

    @ParameterizedTest
    @ValueSource(strings = {"alter table parcel add column size text;", "-- drop table lease;",
            "alter table parcel add column size text not null default 'M';", "create index on parcel (outlet);",
            "create table other (kind text not null);"})
    void whatAddsIsLet(String sql) {
        assertTrue(takenAway(sql).isEmpty(), sql);
    }

    private static List<String> takenAway(String sql) {
        var found = new ArrayList<String>();
        for (var statement : sql.replaceAll("--[^\n]*", "").toLowerCase(java.util.Locale.ROOT).split(";", -1)) {
            var line = statement.replaceAll("\\s+", " ").strip();
            TAKES_AWAY.stream().map(pattern -> pattern.matcher(line)).filter(java.util.regex.Matcher::find).findFirst()
                    .ifPresent(match -> found.add(match.group()));
        }
        return found;
    }

    /** All but what runs after each of them. */
    private static TreeMap<Integer, Path> files() throws IOException {
        var files = new TreeMap<Integer, Path>();
        try (var all = Files.list(FOLDER)) {
            all.filter(file -> !file.endsWith("afterMigrate.sql")).forEach(file -> {
                var name = NAME.matcher(file.getFileName().toString());
                assertTrue(name.matches(), file::toString);
                assertEquals(null, files.put(Integer.parseInt(name.group(1)), file), "one file a version");
            });
        }
        return files;
    }
}
