package org.doorstep.accesslog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URL;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.doorstep.demonstration.Company;
import org.doorstep.demonstration.Problems;
import org.doorstep.demonstration.Screen;
import org.doorstep.identity.Caller;
import org.doorstep.identity.Origin;
import org.doorstep.identity.Post;
import org.doorstep.stack.Backstage;
import org.doorstep.stack.LocalStackResource;
import org.doorstep.stack.Sealing;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

/** The auditor sees entries as they come: all of them, in their order, for as long as they may. */
@QuarkusTest
@WithTestResource(LocalStackResource.class)
class TailLogTest {

    private static final Duration SOON = Duration.ofSeconds(15);
    private static final String AUDITOR = "D4004";

    @Inject
    TailLog tailLog;
    @Inject
    Clock clock;

    private final Company company = new Company();

    @TestHTTPResource("/")
    URL service;

    @BeforeEach
    void people() {
        Backstage.forgetLimits();
        company.employ("K1001", AUDITOR);
    }

    @Test
    void entriesComeInTheOrderOfTheirNumbers() {
        var waybill = company.outForDelivery("K1001", "SH-PD-01");
        Sealing.all();
        try (var tail = tail("waybill=" + waybill, Map.of())) {
            assertEquals("open", tail.next(SOON).name());

            IntStream.range(0, 5).forEach(_ -> company.look("K1001", waybill, "DELIVER"));
            Sealing.all();

            assertEquals(looks(waybill), heard(tail, 5));
        }
    }

    @Test
    void filterLetsNothingElseThrough() {
        var waybill = company.outForDelivery("K1001", "SH-PD-01");
        Sealing.all();
        try (var tail = tail("waybill=" + waybill + "&decision=REFUSED", Map.of())) {
            tail.next(SOON);

            company.look("K1001", waybill, "DELIVER");
            company.look("K1001", waybill, "RETURN_COD");
            Sealing.all();

            assertTrue(tail.next(SOON).data().contains("\"decision\":\"REFUSED\""));
            assertTrue(tail.isQuiet(Duration.ofSeconds(3)));
        }
    }

    @Test
    void slowCommitIsNotSkipped() throws Exception {
        var waybill = company.outForDelivery("K1001", "SH-PD-01");
        Sealing.all();
        try (var tail = tail("waybill=" + waybill, Map.of()); var slow = Backstage.application()) {
            tail.next(SOON);
            slow.setAutoCommit(false);
            slow.createStatement().execute("insert into access_entry (at, zone, actor, actor_kind, action, fields, "
                    + "decision, waybill) values (now(), 'UTC', 'slow', 'CLIENT', 'STAGE', '{}', 'GRANTED', '"
                    + waybill + "')");
            company.look("K1001", waybill, "DELIVER").then().statusCode(200);
            assertTrue(tail.isQuiet(Duration.ofSeconds(3)), "what is not decided is not told");

            slow.commit();
            Sealing.all();

            assertTrue(tail.next(SOON).data().contains("\"STAGE\""));
            assertTrue(tail.next(SOON).data().contains("\"VIEW\""));
        }
    }

    @Test
    void whoComesBackMissesNothing() {
        var waybill = company.outForDelivery("K1001", "SH-PD-01");
        Sealing.all();
        var heard = new ArrayList<Long>();
        try (var tail = tail("waybill=" + waybill, Map.of())) {
            tail.next(SOON);
            company.look("K1001", waybill, "DELIVER");
            Sealing.all();
            heard.addAll(heard(tail, 1));
        }
        IntStream.range(0, 3).forEach(_ -> company.look("K1001", waybill, "DELIVER"));
        Sealing.all();

        try (var tail = tail("waybill=" + waybill, Map.of("Last-Event-ID", heard.getLast().toString()))) {
            tail.next(SOON);
            heard.addAll(heard(tail, 3));
        }
        assertEquals(looks(waybill), heard);
    }

    @Test
    void tailOfAnAuditorWhoLeavesEndsAndTellsNothingMore() {
        var waybill = company.outForDelivery("K1001", "SH-PD-01");
        Sealing.all();
        try (var tail = tail("waybill=" + waybill, Map.of())) {
            tail.next(SOON);

            company.tell(AUDITOR, "SUSPENDED", "SH-HQ-01").then().statusCode(200);
            company.look("K1001", waybill, "DELIVER");
            Sealing.all();

            var told = tail.next(SOON);
            assertEquals("end", told.name(), told::data);
            assertTrue(told.data().contains("ACCESS_CHANGED"));
            assertEquals("", tail.next(SOON).name(), "the stream's end");
        }
        Problems.refused(company.as(company.token(AUDITOR), "desk-auditor").get("/v1/access-log/tail"), 403,
                "no-standing");
    }

    @Test
    void tailIsAnEntryItself() {
        Sealing.all();
        try (var tail = tail("outlet=SH-XH-02", Map.of())) {
            tail.next(SOON);
        }
        var entry = company.entries("actor", AUDITOR).stream()
                .filter(read -> read.get("reason").toString().contains("tail")).findFirst().orElseThrow();
        assertEquals("{outlet=SH-XH-02} tail from now", entry.get("reason"));
    }

    @Test
    void tailEndsWithTheToken() {
        var reader = new Caller.Person(AUDITOR, Set.of(Post.SEC_AUDITOR), Optional.empty(), clock.instant(), "test");
        var following = new TailLog.Following(reader, new Origin(Optional.empty(), "local"), LogFilter.ALL,
                Optional.of(Sealing.all()), clock.instant().plusSeconds(2));

        var told = tailLog.follow(following).collect().asList().await().atMost(SOON);

        assertEquals(List.of(new TailLog.Told.Ended("TOKEN_EXPIRED")), told.stream()
                .filter(each -> each instanceof TailLog.Told.Ended).toList());
        assertEquals(new TailLog.Told.Ended("TOKEN_EXPIRED"), told.getLast());
    }

    @Test
    void courierHasNoTail() {
        Problems.refused(company.person("K1001", "device-K1001").get("/v1/access-log/tail"), 403, "post-not-allowed");
    }

    @Test
    void lastEventThatIsNoNumberIsRefused() {
        Problems.refused(company.person(AUDITOR, "desk-auditor").header("Last-Event-ID", "first")
                .get("/v1/access-log/tail"), 400, "invalid-request");
    }

    private Screen tail(String query, Map<String, String> more) {
        var headers = new HashMap<>(Map.of("Authorization", "Bearer " + company.token(AUDITOR), "Doorstep-Device",
                "desk-auditor"));
        headers.putAll(more);
        return Screen.open(service + "v1/access-log/tail?" + query, headers);
    }

    private static List<Long> heard(Screen tail, int count) {
        return IntStream.range(0, count).mapToObj(_ -> tail.next(SOON)).peek(told -> assertEquals("entry", told.name()))
                .map(told -> number(told.data())).toList();
    }

    private static long number(String data) {
        try {
            return new ObjectMapper().readTree(data).get("entry").asLong();
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Long> looks(String waybill) {
        return Backstage.rows("select entry_id from access_entry where waybill = ? and action = 'VIEW' order by 1",
                waybill).stream().map(row -> (Long) row.get("entry_id")).toList();
    }
}
