package org.doorstep.accesslog;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.doorstep.demonstration.Company;
import org.doorstep.demonstration.Problems;
import org.doorstep.identity.Caller;
import org.doorstep.identity.Feed;
import org.doorstep.identity.Origin;
import org.doorstep.identity.Post;
import org.doorstep.stack.Backstage;
import org.doorstep.stack.LocalStackResource;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import io.restassured.response.Response;
import io.vertx.mutiny.sqlclient.Pool;

/** The log grows and does nothing else, whoever tries; the auditor reads it, and that is in it too. */
@QuarkusTest
@WithTestResource(LocalStackResource.class)
class AppendOnlyTest {

    private static final String INSUFFICIENT_PRIVILEGE = "42501";
    private static final String AUDITOR = "D4004";

    @Inject
    AccessLog log;
    @Inject
    Pool pool;
    @Inject
    Mutiny.SessionFactory sessions;

    private final Company company = new Company();

    @BeforeEach
    void people() {
        Backstage.forgetLimits();
        company.employ("K1001", AUDITOR);
    }

    @ParameterizedTest
    @ValueSource(strings = {"update access_entry set actor = 'K9999'", "update access_entry set entry_id = default",
            "delete from access_entry", "delete from access_entry where entry_id = 1", "truncate access_entry",
            "truncate access_entry cascade", "drop table access_entry", "alter table access_entry drop column actor",
            "alter table access_entry rename to other", "alter table access_entry disable trigger all",
            "alter table access_entry add column note text", "create index on access_entry (at)",
            "create rule hide as on insert to access_entry do instead nothing",
            "create policy hide on access_entry using (false)",
            "alter sequence access_entry_number restart with 1", "select setval('access_entry_number', 1)",
            "insert into access_entry (who_salt, at, zone, actor, actor_kind, action, fields, decision) values ('', "
                    + "now(), 'UTC', 'K1', 'STAFF', 'VIEW', '{}', 'GRANTED')",
            "create or replace function next_entry_number() returns bigint language sql as 'select 1::bigint'",
            "update log_tile set hashes = ''", "delete from log_tile", "update log_bundle set leaves = ''",
            "delete from log_bundle", "update log_checkpoint set root = ''", "delete from log_checkpoint",
            "truncate log_checkpoint cascade", "delete from log_cosignature", "delete from log_edge",
            "insert into access_entry (at, zone, actor, actor_kind, action, fields, decision) select at, zone, actor, "
                    + "actor_kind, action, fields, decision from access_entry on conflict (entry_id) do update set "
                    + "actor = 'K9999'",
            "merge into access_entry e using (select 1) on true when matched then delete",
            "create table shadow (like access_entry)", "set role doorstep_owner", "set session authorization postgres",

            "copy access_entry to program 'cat'", "create trigger t before insert on access_entry for each row "
                    + "execute function suppress_redundant_updates_trigger()"})
    void applicationCannotChangeWhatIsLogged(String sql) throws SQLException {
        company.look("K1001", Company.freshWaybill(), "DELIVER");
        long before = Backstage.count("select count(*) from access_entry");

        try (var connection = Backstage.application()) {
            assertEquals(INSUFFICIENT_PRIVILEGE, Backstage.refusal(connection, sql));
        }
        assertEquals(before, Backstage.count("select count(*) from access_entry"));
    }

    @Test
    void applicationCannotChooseTheNumberOfAnEntry() throws SQLException {
        try (var connection = Backstage.application()) {
            assertEquals(INSUFFICIENT_PRIVILEGE,
                    Backstage.refusal(connection, "insert into access_entry (entry_id, at, zone, actor, "
                            + "actor_kind, action, fields, decision) values (1, now(), 'UTC', 'K1', 'STAFF', 'VIEW', '{}', "
                            + "'GRANTED')"));
        }
    }

    @Test
    void auditorsRoleSelectsTheLogAndNothingElse() throws SQLException {
        var tables = Backstage.rows("select tablename from pg_tables where schemaname = 'public'").stream()
                .map(row -> row.get("tablename").toString()).toList();
        try (var connection = Backstage.auditor()) {
            var readable = tables.stream()
                    .filter(table -> Backstage.refusal(connection, "select * from " + table) == null).toList();
            assertAll(() -> assertEquals(Set.of("access_entry", "log_tile", "log_bundle", "log_edge", "log_checkpoint",
                    "log_cosignature", "log_retention", "log_erasure"), Set.copyOf(readable)),
                    () -> List.of("update access_entry set actor = 'x'", "delete from access_entry",
                            "truncate access_entry", "drop table access_entry", "create table own (a int)",
                            "insert into access_entry (at, zone, actor, actor_kind, action, fields, decision) values "
                                    + "(now(), 'UTC', 'K1', 'STAFF', 'VIEW', '{}', 'GRANTED')")
                            .forEach(sql -> assertEquals(INSUFFICIENT_PRIVILEGE, Backstage.refusal(connection, sql),
                                    sql)));
        }
    }

    @Test
    void applicationCanDoNothingThatItsWorkDoesNotNeed() throws SQLException {
        try (var connection = Backstage.application()) {
            assertAll(List.of("delete from parcel", "truncate parcel cascade", "drop table sealed_record",
                    "update sealed_record set items = ''", "delete from sealed_record", "delete from wrapped_key",
                    "update wrapped_key set wrapped = ''", "update blind_index set waybill = ''",
                    "select * from flyway_schema_history", "create table own (a int)",
                    "create schema own", "select pg_read_file('/etc/hostname')").stream()
                    .map(sql -> () -> assertEquals(INSUFFICIENT_PRIVILEGE, Backstage.refusal(connection, sql), sql)));
        }
    }

    @Test
    void bothWritersFillTheSameColumns() throws Throwable {
        var entry = log.entry(new Caller.Machine("writer-test", Set.of(Feed.HR_FEED)),
                new Origin(Optional.of("device-0001"), "127.0.0.1"), What.of(Action.VIEW).on("TS999999999999")
                        .at("HUB").recipient(new byte[]{1, 2}).parcels(3).about("K1001")
                        .asked("SORT", Optional.of("because"), Optional.of("T-1")),
                Outcome.granted(List.of("a=FULL", "b=AREA")).by("rule", "1").lease(UUID.randomUUID(), Instant.EPOCH))
                .of("SH-PD-01").in(Post.SORTER);
        VertxContextSupport.subscribeAndAwait(() -> log.append(pool, entry));
        VertxContextSupport.subscribeAndAwait(() -> sessions.withTransaction(session -> log.append(session, entry)));

        var rows = Backstage.rows(
                "select (to_jsonb(e) - array['entry_id', 'who_salt', 'detail_salt'])::text as entry, num_nulls(post, outlet, device, "
                        + "purpose, stage, waybill, recipient_ref, parcels, reason, ticket, subject, rule, policy_version, "
                        + "lease_id, lease_until) as nulls from access_entry e where actor = 'writer-test'");
        assertAll(() -> assertEquals(2, rows.size()), () -> assertEquals(rows.getFirst(), rows.getLast()),
                () -> assertEquals(0, rows.getFirst().get("nulls")));
    }

    @Test
    void readingTheLogSaysWhatWasRead() {
        company.entries("outlet", "SH-PD-01");

        var read = company.entries("actor", AUDITOR).getFirst();

        assertTrue(read.get("reason").toString().contains("outlet=SH-PD-01"), read::toString);
    }

    @Test
    void everyColumnOfTheTableIsOneThatBothWritersKnow() {
        var columns = Backstage.rows("select column_name from information_schema.columns where table_name = "
                + "'access_entry' and column_name not in ('entry_id', 'who_salt', 'detail_salt', 'erased_by')").stream()
                .map(row -> row.get("column_name").toString()).collect(Collectors.toSet());

        assertEquals(columns, Set.copyOf(AccessEntry.COLUMNS));
    }

    @Test
    void readingIsLoggedAndDoesNotShowItself() {
        var answer = read(Map.of("actor", AUDITOR, "limit", 5));

        var next = read(Map.of("actor", AUDITOR, "limit", 1));
        assertAll(() -> assertEquals("no-store", answer.header("Cache-Control")),
                () -> assertEquals("LOG_READ", next.path("entries[0].action")),
                () -> assertFalse(answer.<List<Integer>>path("entries.entry")
                        .contains(next.<Integer>path("entries[0].entry"))));
    }

    @Test
    void auditorWhoHasLeftReadsNothing() {
        company.tell(AUDITOR, "SUSPENDED", "SH-HQ-01").then().statusCode(200);

        var answer = read(Map.of());

        Problems.refused(answer, 403, "no-standing");
        company.employ(AUDITOR);
        Problems.logged(company, answer, AUDITOR, "no-standing");
    }

    @Test
    void auditorWhomHrMovedToAnotherPostReadsNothing() {
        company.tell(AUDITOR, "ACTIVE", List.of("HR"), "SH-HQ-01").then().statusCode(200);

        Problems.refused(read(Map.of()), 403, "no-standing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"K1001", "D2101", "D4001", "D4002", "R6001", "X9001"})
    void nobodyElseReads(String person) {
        var answer = company.person(person, "desk-0001").get("/v1/access-log");

        assertEquals(403, answer.statusCode());
        Problems.innocent(answer);
        assertNull(answer.path("entries"));
    }

    @Test
    void machineDoesNotRead() {
        Problems.refused(company.machine("dispatch").get("/v1/access-log"), 403, "not-a-person");
    }

    @Test
    void pagesAreWholeWhileEntriesAreAppended() {
        var waybill = company.outForDelivery("K1001", "SH-PD-01");
        IntStream.range(0, 23).forEach(_ -> company.look("K1001", waybill, "DELIVER"));
        var expected = numbers(read(Map.of("waybill", waybill, "limit", 1000)));

        var paged = new ArrayList<Integer>();
        var page = read(Map.of("waybill", waybill, "limit", 5));
        while (page.path("next") != null) {
            paged.addAll(numbers(page));
            company.look("K1001", waybill, "DELIVER");
            page = read(Map.of("waybill", waybill, "limit", 5, "cursor", page.path("next")));
        }
        paged.addAll(numbers(page));

        assertEquals(expected, paged);
    }

    @Test
    void filtersCombine() {
        var waybill = company.outForDelivery("K1001", "SH-PD-01");
        company.look("K1001", waybill, "DELIVER");
        company.look("K1001", waybill, "RETURN_COD");
        company.look("K1001", Company.freshWaybill(), "RETURN_COD");

        var found = read(Map.of("actor", "K1001", "waybill", waybill, "action", "VIEW", "decision", "REFUSED",
                "purpose", "RETURN_COD", "problem", "stage-not-allowed", "device", "device-K1001", "outlet",
                "SH-PD-01"));

        assertEquals(1, numbers(found).size());
    }

    @ParameterizedTest
    @CsvSource({"actor, D2101", "waybill, TS999999999999", "action, SEARCH", "decision, NEEDS_APPROVAL",
            "purpose, PICKUP", "problem, no-standing", "device, other-device", "outlet, SH-XH-02", "subject, K1001",
            "to, 2020-01-01T00:00:00Z", "from, 2099-01-01T00:00:00Z"})
    void everyFilterNarrows(String name, String value) {
        var waybill = company.outForDelivery("K1001", "SH-PD-01");
        company.look("K1001", waybill, "DELIVER");

        var all = read(Map.of("waybill", waybill, "actor", "K1001", "action", "VIEW"));
        var filters = new java.util.HashMap<String, Object>(
                Map.of("waybill", waybill, "actor", "K1001", "action", "VIEW"));
        filters.put(name, value);

        assertAll(() -> assertEquals(1, numbers(all).size()), () -> assertEquals(0, numbers(read(filters)).size()));
    }

    @ParameterizedTest
    @CsvSource({"limit, 0", "limit, 1001", "limit, many", "cursor, first", "from, yesterday", "action, PEEK",
            "decision, MAYBE", "cursor, 99999999999999999999"})
    void filterThatIsNoneIsRefused(String name, String value) {
        var answer = read(Map.of(name, value));

        assertTrue(answer.statusCode() == 400 || answer.statusCode() == 404, answer::asString);
        Problems.innocent(answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"actor", "waybill", "device", "outlet", "purpose", "problem", "subject"})
    void filterFullOfSqlFindsNothing(String name) {
        assertEquals(List.of(), numbers(read(Map.of(name, "x' or '1'='1"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"actor", "waybill", "device", "outlet", "purpose", "problem", "subject"})
    void filterWithNulIsRefused(String name) {
        Problems.refused(read(Map.of(name, "K1001\u0000")), 400, "invalid-request");
    }

    @Test
    void entryThatIsNotThereIsToldSo() {
        Problems.refused(company.person(AUDITOR, "desk-auditor").get("/v1/access-log/999999999"), 404,
                "unknown-entry");
    }

    private Response read(Map<String, ?> filters) {
        return company.person(AUDITOR, "desk-auditor").queryParams(filters).get("/v1/access-log");
    }

    private static List<Integer> numbers(Response page) {
        page.then().statusCode(200);
        return page.path("entries.entry");
    }
}
