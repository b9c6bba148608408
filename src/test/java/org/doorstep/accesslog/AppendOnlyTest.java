package org.doorstep.accesslog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.inject.Inject;

import org.doorstep.demonstration.Company;
import org.doorstep.identity.Caller;
import org.doorstep.identity.Feed;
import org.doorstep.identity.Origin;
import org.doorstep.stack.Backstage;
import org.doorstep.stack.LocalStackResource;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import io.vertx.mutiny.sqlclient.Pool;

@QuarkusTest
@WithTestResource(LocalStackResource.class)
class AppendOnlyTest {

    private static final String NOT_PERMITTED = "42501";

    @Inject
    AccessLog log;
    @Inject
    Pool pool;
    @Inject
    Mutiny.SessionFactory sessions;

    private final Company company = new Company();

    @BeforeEach
    void people() {
        company.employ("D4004", "D4002");
    }

    @ParameterizedTest
    @ValueSource(strings = {"update access_entry set reason = 'x'", "delete from access_entry", "truncate access_entry",
            "drop table access_entry", "alter table access_entry disable trigger all"})
    void theServicesRoleCannotAlterTheLog(String statement) {
        assertEquals(NOT_PERMITTED, Backstage.refusal(Backstage.application(), statement));
    }

    @Test
    void theServicesRoleAppendsWithANumberOfTheDatabasesChoice() {
        assertEquals("428C9", Backstage.refusal(Backstage.application(),
                "insert into access_entry (entry_id, at, zone, actor, actor_kind, action, fields, decision)"
                        + " values (1000000, now(), 'UTC', 'x', 'STAFF', 'VIEW', '{}', 'GRANTED')"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"staff", "parcel", "sealed_record", "blind_index", "wrapped_key", "lease"})
    void theAuditorsRoleReadsNothingButTheLog(String table) {
        assertNull(Backstage.refusal(Backstage.auditor(), "select count(*) from access_entry"));
        assertEquals(NOT_PERMITTED, Backstage.refusal(Backstage.auditor(), "select * from " + table));
    }

    @Test
    void bothWritersFillTheSameColumns() throws Throwable {
        var entry = log.entry(new Caller.Machine("writer-test", java.util.Set.of(Feed.HR_FEED)),
                new Origin(Optional.of("device-0001"), "127.0.0.1"), What.of(Action.VIEW).on("TS999999999999")
                        .at("HUB").recipient(new byte[]{1, 2}).parcels(3).about("K1001")
                        .asked("SORT", Optional.of("because"), Optional.of("T-1")),
                Outcome.granted(List.of("a=FULL", "b=AREA")).by("rule", "1")
                        .lease(java.util.UUID.randomUUID(), java.time.Instant.parse("2026-11-21T00:00:00Z")))
                .of("SH-PD-01").in(org.doorstep.identity.Post.SORTER);
        VertxContextSupport.subscribeAndAwait(() -> log.append(pool, entry));
        VertxContextSupport.subscribeAndAwait(
                () -> sessions.withTransaction(session -> log.append(session, entry)));

        var rows = Backstage.rows("select to_jsonb(e) - 'entry_id' as entry, num_nulls(post, outlet, device, purpose,"
                + " stage, waybill, recipient_ref, parcels, reason, ticket, subject, rule, policy_version, lease_id,"
                + " lease_until) as nulls from access_entry e where actor = 'writer-test'");
        assertEquals(2, rows.size());
        assertEquals(rows.getFirst(), rows.getLast());
        assertEquals(0, rows.getFirst().get("nulls"));
    }

    @Test
    void readingTheLogIsLoggedWithWhatWasRead() {
        company.entries("outlet", "SH-PD-01");

        var read = company.entries("actor", "D4004").getFirst();

        assertEquals("LOG_READ", read.get("action"));
        assertTrue(read.get("reason").toString().contains("where.outlet=SH-PD-01"), read.toString());
    }

    @Test
    void onlyAnAuditorInStandingReads() {
        company.person("D4002", "desk-0001").get("/v1/access-log").then().statusCode(403);
        company.tell("D4004", "SUSPENDED", "SH-HQ-01").then().statusCode(200);

        company.person("D4004", "desk-0001").get("/v1/access-log").then().statusCode(403);
    }

    @Test
    void pagesAreStableWhileEntriesAreAppended() {
        var expected = Backstage.rows("select entry_id from access_entry order by entry_id desc").stream()
                .map(row -> (Long) row.get("entry_id")).toList();
        var read = new java.util.ArrayList<Long>();
        String cursor = null;
        do {
            company.employ("K1001");
            var page = company.person("D4004", "desk-0001").queryParam("limit", 7)
                    .queryParams(cursor == null ? Map.of() : Map.of("cursor", cursor)).get("/v1/access-log")
                    .then().statusCode(200).extract();
            page.<List<Integer>>path("entries.entry").forEach(number -> read.add(number.longValue()));
            cursor = page.path("next");
        } while (cursor != null && read.size() < 60);

        var common = read.stream().filter(expected::contains).toList();
        assertEquals(expected.subList(0, common.size()), common);
        assertEquals(read.size(), read.stream().distinct().count());
    }

    @Test
    void filtersCombine() {
        company.look("K1001", "DS00000000000001", "DELIVER");

        var found = company.person("D4004", "desk-0001").queryParam("actor", "K1001")
                .queryParam("decision", "REFUSED").queryParam("waybill", "DS00000000000001").get("/v1/access-log")
                .then().statusCode(200).extract().<List<Map<String, Object>>>path("entries");

        assertTrue(found.stream().allMatch(entry -> entry.get("actor").equals("K1001")
                && entry.get("decision").equals("REFUSED") && entry.get("waybill").equals("DS00000000000001")));
        assertFalse(found.isEmpty());
    }
}
