package org.doorstep.investigation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Random;

import org.doorstep.stack.Backstage;
import org.doorstep.stack.LocalStackResource;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

/** Times become bounds of numbers: on a log of its own, with gaps between numbers and clocks that differ. */
@QuarkusTest
@WithTestResource(LocalStackResource.class)
class EntryBeforeTest {

    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final int ENTRIES = 3000;
    private static final int SECONDS_APART = 60;
    private static final int CLOCKS_DIFFER = 1800;
    private static final int AN_HOURS_ENTRIES = 3600 / SECONDS_APART;

    @Test
    void nothingOfAWindowIsOutsideItsBounds() throws SQLException {
        try (var log = log(new Random(5))) {
            for (int minute = -100; minute < ENTRIES + 100; minute += 37) {
                var moment = BEGIN.plusSeconds(minute * 60L);
                assertEquals(0,
                        count(log,
                                "at >= ?::timestamptz and entry_id <= entry_before(?::timestamptz - interval '1 hour')",
                                moment));
                assertEquals(0, count(log,
                        "at < ?::timestamptz and entry_id > entry_before(?::timestamptz + interval '1 hour')", moment));
            }
        }
    }

    @Test
    void littleOutsideAWindowIsInsideItsBounds() throws SQLException {
        try (var log = log(new Random(6))) {
            for (int minute = 0; minute < ENTRIES; minute += 171) {
                assertTrue(count(log,
                        "at < ?::timestamptz and entry_id > entry_before(?::timestamptz - interval '1 hour')",
                        BEGIN.plusSeconds(minute * 60L)) <= 3 * AN_HOURS_ENTRIES);
            }
        }
    }

    @Test
    void emptyLogHasNothingBefore() throws SQLException {
        try (var log = log(new Random(7))) {
            log.createStatement().execute("truncate access_entry");

            assertEquals(0, number(log, "select entry_before(?)", BEGIN));
        }
    }

    /** A temporary table hides the real one from this connection. */
    private static Connection log(Random random) throws SQLException {
        var connection = Backstage.superuser();
        connection.createStatement()
                .execute("create temp table access_entry (entry_id bigint primary key, at timestamptz)");
        try (var insert = connection.prepareStatement("insert into access_entry values (?, ?)")) {
            long number = 0;
            for (int entry = 0; entry < ENTRIES; entry++) {
                number += 1 + (random.nextInt(50) == 0 ? random.nextInt(10_000) : random.nextInt(3));
                insert.setLong(1, number);
                insert.setObject(2, BEGIN.plusSeconds((long) entry * SECONDS_APART
                        + random.nextInt(CLOCKS_DIFFER)).atOffset(ZoneOffset.UTC));
                insert.addBatch();
            }
            insert.executeBatch();
        }
        return connection;
    }

    private static long count(Connection log, String which, Instant moment) throws SQLException {
        return number(log, "select count(*) from access_entry where " + which, moment);
    }

    private static long number(Connection log, String sql, Instant moment) throws SQLException {
        OffsetDateTime at = moment.atOffset(ZoneOffset.UTC);
        try (var statement = log.prepareStatement(sql)) {
            for (int parameter = 1; parameter <= statement.getParameterMetaData().getParameterCount(); parameter++) {
                statement.setObject(parameter, at);
            }
            try (var rows = statement.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }
}
