package org.doorstep.accesslog;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;

import jakarta.inject.Inject;

import org.doorstep.demonstration.Company;
import org.doorstep.stack.Backstage;
import org.doorstep.stack.LocalStackResource;
import org.doorstep.stack.Sealing;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;

/**
 * Old detail goes, by the database's own judgement; nothing else of an entry ever does. The old entries of these tests
 * have numbers below the log's first and are taken away again.
 */
@QuarkusTest
@WithTestResource(LocalStackResource.class)
class EraseDetailTest {

    private static final String INSUFFICIENT_PRIVILEGE = "42501";
    private static final String ERASE = "select * from erase_log_detail(interval '3 years', 100, 'UTC')";

    @Inject
    EraseDetail eraseDetail;

    @BeforeEach
    void nothingOld() {
        new Company().employ("K1001", "D4004");
        Sealing.all();
        takeAway();
    }

    @AfterEach
    void takeAway() {
        Backstage.change("delete from log_erasure");
        Backstage.change("delete from access_entry where entry_id < 0");
    }

    @Test
    void oldDetailGoesAndAnEntryTellsFromWhereToWhere() throws Throwable {
        old(-9, "3 years 1 day");
        old(-7, "3 years 1 hour");

        var done = VertxContextSupport.subscribeAndAwait(() -> eraseDetail.next()).orElseThrow();

        assertEquals(List.of(-9L, -7L, 2), List.of(done.first(), done.last(), done.entries()));
        var erased = entry(-9);
        List.of("reason", "recipient_ref", "source_address", "detail_salt").forEach(name -> assertNull(
                erased.get(name), name));
        assertAll(() -> assertEquals(done.entry(), erased.get("erased_by")),
                () -> assertEquals("K1001", erased.get("actor")), () -> assertNotNull(erased.get("who_salt")),
                () -> assertEquals("LOG_ERASURE", entry(done.entry()).get("action")),
                () -> assertEquals("-9--7", entry(done.entry()).get("subject")),
                () -> assertEquals("detail of 2 entries", entry(done.entry()).get("reason")),
                () -> assertEquals(1, Backstage.count("select count(*) from log_erasure where first_entry = -9 and "
                        + "last_entry = -7 and entries = 2")));
    }

    @Test
    void auditorSeesThatDetailWasErased() throws Throwable {
        old(-9, "4 years");
        var done = VertxContextSupport.subscribeAndAwait(() -> eraseDetail.next()).orElseThrow();

        var read = new Company().entry(-9);

        assertAll(() -> assertEquals(done.entry(), ((Number) read.get("erasedBy")).longValue()),
                () -> assertNull(read.get("reason")), () -> assertNull(read.get("recipient")),
                () -> assertEquals("DS00000000000001", read.get("waybill")));
    }

    @Test
    void youngDetailStays() throws Throwable {
        old(-9, "2 years 364 days");

        assertTrue(VertxContextSupport.subscribeAndAwait(() -> eraseDetail.next()).isEmpty());
        assertNotNull(entry(-9).get("reason"));
    }

    @Test
    void oldTimeThatAnEntryClaimsAfterAYoungOneErasesNothing() throws Throwable {
        old(-9, "4 years");
        old(-8, "1 day");
        old(-7, "4 years");

        var done = VertxContextSupport.subscribeAndAwait(() -> eraseDetail.next()).orElseThrow();

        assertAll(() -> assertEquals(-9, done.last()), () -> assertNotNull(entry(-7).get("reason")));
        assertTrue(VertxContextSupport.subscribeAndAwait(() -> eraseDetail.next()).isEmpty(), "nothing twice");
    }

    @Test
    void whatIsNotSealedStays() throws Throwable {
        old(-9, "4 years");
        Backstage.change("update log_checkpoint set last_entry = last_entry - 1000000000");
        try {
            assertTrue(VertxContextSupport.subscribeAndAwait(() -> eraseDetail.next()).isEmpty());
        } finally {
            Backstage.change("update log_checkpoint set last_entry = last_entry + 1000000000");
        }
    }

    @Test
    void oneNodeErasesAtATime() throws Throwable {
        old(-9, "4 years");
        try (var other = Backstage.application()) {
            other.setAutoCommit(false);
            other.createStatement().execute(ERASE);

            assertTrue(VertxContextSupport.subscribeAndAwait(() -> eraseDetail.next()).isEmpty());
            other.rollback();
        }
        assertNotNull(entry(-9).get("reason"), "erased and told of together, or not at all");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1 day", "2 years 364 days", "-1 day", "0", "-100 years"})
    void databaseRefusesToEraseSooner(String keep) throws SQLException {
        old(-9, "2 years");
        try (var connection = Backstage.application()) {
            assertEquals(INSUFFICIENT_PRIVILEGE, Backstage.refusal(connection,
                    "select erase_log_detail(interval '" + keep + "', 100, 'UTC')"));
        }
        assertNotNull(entry(-9).get("reason"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"update access_entry set reason = null", "update access_entry set erased_by = 1",
            "update access_entry set detail_salt = null", "delete from access_entry", "truncate access_entry",
            "update log_retention set least_years = 3", "delete from log_retention", "insert into log_retention values "
                    + "(false, 3)",
            "insert into log_erasure values (1, 1, 1, 1)", "delete from log_erasure",
            "update log_erasure set last_entry = 0", "drop function erase_log_detail",
            "create or replace function erase_log_detail(keep interval, most integer, zone text, out erasure bigint, "
                    + "out first_entry bigint, out last_entry bigint, out entries integer) language sql as 'select 1, 1, 1, 1'",
            "alter function erase_log_detail(interval, integer, text) security invoker",
            "insert into access_entry (at, zone, actor, actor_kind, action, fields, decision, erased_by) values (now(), "
                    + "'UTC', 'K1', 'STAFF', 'VIEW', '{}', 'GRANTED', 1)"})
    void applicationHasNoOtherWay(String sql) throws SQLException {
        try (var connection = Backstage.application()) {
            assertEquals(INSUFFICIENT_PRIVILEGE, Backstage.refusal(connection, sql));
        }
    }

    @Test
    void auditorsRoleErasesNothing() throws SQLException {
        try (var connection = Backstage.auditor()) {
            assertEquals(INSUFFICIENT_PRIVILEGE, Backstage.refusal(connection, ERASE));
        }
    }

    @Test
    void tableOfAnotherSchemaDoesNotDeceive() throws SQLException {
        old(-9, "2 years");
        try (var connection = Backstage.application()) {
            connection.createStatement().execute("create temp table log_retention (one boolean, least_years integer)");
            connection.createStatement().execute("insert into pg_temp.log_retention values (true, 0)");
            connection.createStatement().execute("set search_path = pg_temp, public");

            assertEquals(INSUFFICIENT_PRIVILEGE, Backstage.refusal(connection,
                    "select public.erase_log_detail(interval '1 year', 100, 'UTC')"));
        }
        assertNotNull(entry(-9).get("reason"));
    }

    private static void old(long number, String age) {
        Backstage.change("insert into access_entry (entry_id, at, zone, actor, actor_kind, source_address, action, "
                + "waybill, recipient_ref, fields, reason, decision) values (?, now() - ?::interval, 'UTC', 'K1001', "
                + "'STAFF', '10.1.2.3', 'VIEW', 'DS00000000000001', '\\x00ff', '{}', 'because', 'GRANTED')", number,
                age);
    }

    private static Map<String, Object> entry(long number) {
        return Backstage.rows("select * from access_entry where entry_id = ?", number).getFirst();
    }
}
