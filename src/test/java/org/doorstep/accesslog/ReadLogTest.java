package org.doorstep.accesslog;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.doorstep.demonstration.Company;
import org.doorstep.demonstration.Problems;
import org.doorstep.stack.Backstage;
import org.doorstep.stack.LocalStackResource;
import org.doorstep.stack.Sealing;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

/** The auditor finds who saw which recipient, in which form, and follows the log page by page. */
@QuarkusTest
@WithTestResource(LocalStackResource.class)
class ReadLogTest {

    private static final String AUDITOR = "D4004";
    private static final String INSPECTOR = "R6001";

    private final Company company = new Company();

    @BeforeEach
    void people() {
        Backstage.forgetLimits();
        company.employ("K1001", AUDITOR);
    }

    @Test
    void looksAtARecipientAreFoundByTheirPhone() {
        var phone = "14013370" + "%03d".formatted(System.nanoTime() % 1000);
        var seen = lookedAt(phone);
        var other = lookedAt("14013371999");

        var found = search(phone, Map.of("action", "VIEW"));

        assertEquals(List.of(seen), found.<List<String>>path("entries.waybill"));
        assertFalse(found.<List<String>>path("entries.waybill").contains(other));
    }

    @Test
    void searchByPhoneIsLoggedWithTheIndexAndNeverTheNumber() {
        var phone = "14013372001";
        lookedAt(phone);

        var found = search(phone, Map.of("limit", 1));

        var reading = company.entries("actor", AUDITOR).stream()
                .filter(entry -> entry.get("reason").toString().contains("recipient=")).findFirst().orElseThrow();
        assertAll(() -> assertEquals("LOG_READ", reading.get("action")),
                () -> assertEquals(found.<String>path("entries[0].recipient"), reading.get("recipient")),
                () -> assertFalse(reading.toString().contains(phone)));
    }

    @ParameterizedTest
    @CsvSource({"recipient.phone=TAIL4, 1", "recipient.phone=FULL, 0", "recipient.address=FULL, 1"})
    void formOfADisclosedFieldNarrows(String form, int expected) {
        var waybill = company.outForDelivery("K1001", "SH-PD-01");
        company.look("K1001", waybill, "DELIVER").then().statusCode(200);

        assertEquals(expected, numbers(read(Map.of("waybill", waybill, "action", "VIEW", "form", form))).size(),
                () -> company.looks(waybill).toString());
    }

    @ParameterizedTest
    @CsvSource({"form, FULL", "form, recipient.phone", "order, up", "format, cef", "cursor, one"})
    void filterThatIsNoneIsRefused(String name, String value) {
        Problems.refused(read(Map.of(name, value)), 400, "invalid-request");
    }

    @Test
    void searchWithoutAPhoneIsRefused() {
        Problems.refused(company.person(AUDITOR, "desk-auditor").body("{}").post("/v1/access-log/search"), 400,
                "invalid-request");
    }

    @Test
    void courierDoesNotSearch() {
        Problems.refused(company.person("K1001", "device-K1001").body(Map.of("phone", "14013372001"))
                .post("/v1/access-log/search"), 403, "post-not-allowed");
    }

    @Test
    void whoFollowsInAscendingPagesSeesEverySealedEntryOnce() {
        var waybill = company.outForDelivery("K1001", "SH-PD-01");
        IntStream.range(0, 7).forEach(_ -> company.look("K1001", waybill, "DELIVER"));
        Sealing.all();
        var query = new HashMap<String, Object>(Map.of("waybill", waybill, "limit", 3, "order", "asc"));
        var followed = new ArrayList<Integer>();
        for (int page = 0; page < 6; page++) {
            var answer = read(query);
            followed.addAll(numbers(answer));
            assertNotNull(answer.path("next"));
            query.put("cursor", answer.path("next"));
            if (page == 3) {
                company.look("K1001", waybill, "DELIVER");
                Sealing.all();
            }
        }

        var all = new ArrayList<>(numbers(read(Map.of("waybill", waybill, "limit", 1000))));
        java.util.Collections.reverse(all);
        assertEquals(all, followed);
    }

    @Test
    void ascendingPageEndsWhereTheLogIsDecided() throws Exception {
        var waybill = company.outForDelivery("K1001", "SH-PD-01");
        long sealed = Sealing.all();
        try (var slow = Backstage.application()) {
            slow.setAutoCommit(false);
            slow.createStatement().execute("insert into access_entry (at, zone, actor, actor_kind, action, fields, "
                    + "decision, waybill) values (now(), 'UTC', 'slow', 'CLIENT', 'STAGE', '{}', 'GRANTED', '"
                    + waybill + "')");
            company.look("K1001", waybill, "DELIVER");

            var answer = read(Map.of("waybill", waybill, "order", "asc", "cursor", sealed));

            assertEquals(List.of(), numbers(answer));
            assertEquals(Long.toString(sealed), answer.path("next"));
            slow.commit();
        }
        Sealing.all();
        assertEquals(List.of("STAGE", "VIEW"), read(Map.of("waybill", waybill, "order", "asc", "cursor", sealed))
                .path("entries.action"));
    }

    @Test
    void inspectorReadsWhileHrNamesThemActiveAndNotAfter() {
        company.employ(INSPECTOR);
        var inspector = company.person(INSPECTOR, "desk-visit1");
        var read = inspector.queryParam("limit", 1).get("/v1/access-log");
        var entry = read.then().statusCode(200).extract().path("entries[0].entry");
        inspector.get("/v1/access-log/{entry}", entry).then().statusCode(200);

        assertEquals("INSPECTOR", company.entries("actor", INSPECTOR).getFirst().get("post"));
        Problems.refused(company.person(INSPECTOR, "desk-visit1").get("/v1/access-log/tail"), 403, "post-not-allowed");
        company.tell(INSPECTOR, "LEFT", "SH-HQ-01").then().statusCode(200);
        assertEquals(403, company.as(company.token(INSPECTOR), "desk-visit1").get("/v1/access-log").statusCode());
    }

    @Test
    void entriesAreTakenAsEventsOfOcsf() throws Exception {
        var waybill = company.outForDelivery("K1001", "SH-PD-01");
        company.look("K1001", waybill, "DELIVER");
        company.look("K1001", waybill, "RETURN_COD");

        var answer = read(Map.of("waybill", waybill, "action", "VIEW", "format", "ocsf", "limit", 2));

        var lines = answer.asString().lines().map(ReadLogTest::json).toList();
        assertAll(() -> assertEquals(200, answer.statusCode()),
                () -> assertTrue(answer.contentType().startsWith("application/x-ndjson")),
                () -> assertEquals(lines.getLast().get("metadata", "sequence"), answer.header("Doorstep-Next")),
                () -> assertEquals("2", lines.getFirst().get("status_id")),
                () -> assertEquals("1", lines.getLast().get("status_id")),
                () -> assertEquals("600501", lines.getLast().get("type_uid")),
                () -> assertEquals("K1001", lines.getLast().get("actor", "user", "uid")),
                () -> assertEquals(waybill, lines.getLast().get("unmapped", "waybill")));
    }

    @Test
    void whoAcceptsEventsAloneIsGivenThem() {
        var answer = company.person(AUDITOR, "desk-auditor").accept("application/x-ndjson").queryParam("limit", 1)
                .get("/v1/access-log");

        assertEquals("6005", json(answer.then().statusCode(200).extract().asString().strip()).get("class_uid"));
    }

    private record Event(com.fasterxml.jackson.databind.JsonNode node) {
        String get(String... path) {
            var at = node;
            for (var name : path) {
                at = at.path(name);
            }
            return at.asText();
        }
    }

    private static Event json(String line) {
        try {
            return new Event(new ObjectMapper().readTree(line));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A parcel to this number that a courier has looked at. */
    private String lookedAt(String phone) {
        var waybill = Company.freshWaybill();
        company.handIn(Company.record(waybill, "SH-PD-01", phone)).then().statusCode(201);
        company.assign("K1001", waybill).then().statusCode(200);
        company.move(waybill, "SH-PD-01", "ASSIGNED_PICKUP", "PICKED_UP", "HUB", "OUTLET", "OUT_FOR_DELIVERY");
        company.look("K1001", waybill, "DELIVER").then().statusCode(200);
        return waybill;
    }

    private Response search(String phone, Map<String, ?> filters) {
        var answer = company.person(AUDITOR, "desk-auditor").queryParams(filters).body(Map.of("phone", phone))
                .post("/v1/access-log/search");
        answer.then().statusCode(200);
        return answer;
    }

    private Response read(Map<String, ?> filters) {
        return company.person(AUDITOR, "desk-auditor").queryParams(filters).get("/v1/access-log");
    }

    private static List<Integer> numbers(Response page) {
        page.then().statusCode(200);
        return page.path("entries.entry");
    }
}
