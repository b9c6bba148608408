package org.doorstep.investigation;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.doorstep.demonstration.Company;
import org.doorstep.demonstration.Problems;
import org.doorstep.stack.Backstage;
import org.doorstep.stack.LocalStackResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;

/** What an officer asks of the log, after real looks. */
@QuarkusTest
@WithTestResource(LocalStackResource.class)
class InvestigationTest {

    private static final String COURIER = "K1001";
    private static final String CLERK = "D2001";
    private static final String AGENT = "D3001";
    private static final String OFFICER = "D4004";
    private static final String OUTLET = "SH-PD-01";
    private static final String ROOT = "/v1/investigations";
    private static final int PARCELS = 4;

    private final Company company = new Company();
    private String from = "";
    private List<String> waybills = List.of();

    @BeforeEach
    void people() {
        Backstage.forgetLimits();
        company.employ(COURIER, CLERK, AGENT, OFFICER);
        waybills = company.outForDelivery(COURIER, OUTLET, PARCELS);
        from = Instant.now().minusMillis(1).toString();
    }

    @Test
    void everythingThatAPersonSawComesInStablePages() {
        waybills.forEach(waybill -> look(COURIER, waybill));
        company.person(COURIER, "device-" + COURIER).get("/v1/run").then().statusCode(200);

        var first = disclosures(COURIER, Map.of("limit", 2));
        look(COURIER, waybills.getFirst());
        var second = disclosures(COURIER, Map.of("limit", 2, "cursor", first.<String>path("next")));
        var third = disclosures(COURIER, Map.of("limit", 2, "cursor", second.<String>path("next")));

        var seen = new ArrayList<String>(first.<List<String>>path("disclosures.waybill"));
        seen.addAll(second.<List<String>>path("disclosures.waybill"));
        seen.addAll(third.<List<String>>path("disclosures.waybill"));
        var newestFirst = new ArrayList<String>(waybills.reversed());
        newestFirst.addFirst(null);
        assertEquals(newestFirst, seen);
        assertEquals("RUN_LIST", first.path("disclosures[0].action"));
        first.then().header("Cache-Control", "no-store").body("disclosures[1].fields", hasItem("recipient.name=MASKED"))
                .body("disclosures[1].device", equalTo("device-" + COURIER));
        assertNull(third.path("next"));
    }

    @Test
    void refusalsAreNoDisclosures() {
        company.look(COURIER, "DS00000000000000", "DELIVER").then().statusCode(403);

        disclosures(COURIER, Map.of()).then().body("disclosures", empty());
    }

    @Test
    void windowEndsBeforeItsEnd() {
        look(COURIER, waybills.getFirst());
        var at = disclosures(COURIER, Map.of()).<String>path("disclosures[0].at");
        look(COURIER, waybills.getLast());

        assertEquals(List.of(waybills.getFirst()), officer().queryParam("from", at)
                .queryParam("to", Instant.parse(at).plusNanos(1000).toString())
                .get(ROOT + "/people/{id}/disclosures", COURIER).path("disclosures.waybill"));
        assertEquals(List.of(), officer().queryParam("from", from).queryParam("to", at)
                .get(ROOT + "/people/{id}/disclosures", COURIER).path("disclosures.waybill"));
    }

    @Test
    void blastRadiusOfAPersonIsCounted() {
        waybills.forEach(waybill -> look(COURIER, waybill));
        look(COURIER, waybills.getFirst());

        var answer = since().get(ROOT + "/people/{id}/blast-radius", COURIER);

        answer.then().statusCode(200).body("seen.disclosures", equalTo(PARCELS + 1))
                .body("seen.parcels", equalTo(PARCELS)).body("seen.recipients", equalTo(PARCELS))
                .body("seen.people", equalTo(1)).body("seen.actions.VIEW", equalTo(PARCELS + 1))
                .body("seen.forms.'recipient.name=MASKED'", equalTo(PARCELS + 1))
                .body("seen.devices", contains("device-" + COURIER)).body("seen.outlets", contains(OUTLET))
                .body("seen.purposes", contains("DELIVER"));
        assertLogged(answer.path("entry"), "how much was seen", COURIER);
    }

    @Test
    void blastRadiusOfADeviceAndOfAnOutletIsEverybodysThere() {
        waybills.forEach(waybill -> look(COURIER, waybill));
        atThePickupPoint(waybills.getFirst());

        since().get(ROOT + "/devices/{id}/blast-radius", "device-" + COURIER).then()
                .body("seen.parcels", equalTo(PARCELS)).body("seen.people", equalTo(1));
        since().get(ROOT + "/devices/{id}/blast-radius", "device-nobodys").then()
                .body("seen.parcels", equalTo(0));
        since().get(ROOT + "/outlets/{id}/blast-radius", OUTLET).then().body("seen.parcels", equalTo(PARCELS))
                .body("seen.people", equalTo(2)).body("seen.disclosures", equalTo(PARCELS + 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"people/" + COURIER, "devices/device-" + COURIER})
    void blastRadiusIsStreamedAParcelALine(String subject) {
        waybills.forEach(waybill -> look(COURIER, waybill));

        var answer = since().accept("application/x-ndjson").get(ROOT + "/" + subject + "/blast-radius");

        answer.then().statusCode(200).header("Cache-Control", "no-store");
        var lines = answer.asString().lines().filter(line -> !line.isBlank()).toList();
        assertEquals(PARCELS, lines.size());
        for (int line = 0; line < PARCELS; line++) {
            assertTrue(lines.get(line).contains("\"waybill\":\"" + waybills.get(line) + "\""), lines.get(line));
            assertTrue(lines.get(line).contains("\"recipient\":\""), lines.get(line));
            assertTrue(lines.get(line).contains("\"recipient.name=MASKED\""), lines.get(line));
        }
        assertLogged(answer.header("Doorstep-Entry"), "everything touched",
                subject.substring(subject.indexOf('/') + 1));
    }

    @Test
    void everybodyWhoSawAParcelIsNamed() {
        var waybill = waybills.getFirst();
        look(COURIER, waybill);
        atThePickupPoint(waybill);
        look(COURIER, waybills.getLast());

        var answer = officer().get(ROOT + "/parcels/{waybill}/viewers", waybill);

        answer.then().statusCode(200).body("people.staffId", contains(CLERK, COURIER))
                .body("people[0].seen.purposes", contains("PICKUP_POINT"))
                .body("people[1].seen.disclosures", equalTo(1));
        assertEquals(waybill, company.entry(answer.path("entry")).get("waybill"));
    }

    @Test
    void everybodyWhoSawARecipientOrSearchedForThemIsNamed() {
        var phone = phone(waybills.getFirst());
        look(COURIER, waybills.getFirst());
        look(COURIER, waybills.getLast());
        company.person(AGENT, "device-" + AGENT).body(Map.of("phone", phone, "reason", "来电人询问派送时间"))
                .post("/v1/parcels/search").then().statusCode(200);

        for (var body : List.of(Map.of("phone", "+86 " + phone), Map.of("phoneHash", Sha256.of(phone)))) {
            var answer = officer().body(body).post(ROOT + "/recipients/viewers");
            answer.then().statusCode(200).body("people.staffId", contains(AGENT, COURIER))
                    .body("people[0].seen.actions.SEARCH", equalTo(1)).body("people[1].seen.parcels", equalTo(1));
            var entry = company.entry(answer.path("entry"));
            assertEquals(32, entry.get("recipient").toString().length());
            assertFalse(entry.toString().contains(phone));
        }
    }

    @Test
    void windowMustNotBeReversedNorMalformed() {
        var reversed = officer().queryParam("from", "2026-11-22T00:00:00Z").queryParam("to", "2026-11-21T00:00:00Z")
                .get(ROOT + "/people/{id}/disclosures", COURIER);

        Problems.refused(reversed, 400, "invalid-request").then().body("violations[0].pointer", equalTo("/from"));
        Problems.refused(officer().queryParam("to", "yesterday").get(ROOT + "/parcels/{waybill}/viewers",
                waybills.getFirst()), 400, "invalid-request");
    }

    @ParameterizedTest
    @ValueSource(strings = {"people/Z9999/disclosures", "people/Z9999/blast-radius", "people/none at all/disclosures"})
    void personWhomNobodyKnowsIsNotFound(String address) {
        Problems.refused(officer().get(ROOT + "/" + address), 404, "no-such-person");
    }

    @Test
    void whatIsNoSubjectIsRefused() {
        Problems.refused(officer().get(ROOT + "/parcels/x/viewers"), 400, "invalid-waybill");
        Problems.refused(officer().get(ROOT + "/devices/x/blast-radius"), 400, "invalid-device");
        Problems.refused(officer().get(ROOT + "/outlets/x/blast-radius"), 404, "not-found");
        Problems.refused(officer().get(ROOT + "/planets/MARS/blast-radius"), 404, "not-found");
        Problems.refused(officer().queryParam("cursor", "x").get(ROOT + "/people/{id}/disclosures", COURIER), 400,
                "invalid-request");
        Problems.refused(officer().body(Map.of()).post(ROOT + "/recipients/viewers"), 400, "invalid-request");
        Problems.refused(officer().body(Map.of("phone", "no number")).post(ROOT + "/recipients/viewers"), 400,
                "invalid-request");
        Problems.refused(officer().body(Map.of("phoneHash", "abc")).post(ROOT + "/recipients/viewers"), 400,
                "invalid-request");
        Problems.refused(officer().body(Map.of("phone", "14012340001", "phoneHash", "a".repeat(64)))
                .post(ROOT + "/recipients/viewers"), 400, "invalid-request");
    }

    @ParameterizedTest
    @ValueSource(strings = {COURIER, "D4002", AGENT})
    void onlyTheAuditorAsks(String other) {
        company.employ(other);
        for (var address : List.of("/people/K1001/disclosures", "/people/K1001/blast-radius",
                "/parcels/TS000000000001/viewers")) {
            var answer = company.person(other, "device-" + other).get(ROOT + address);
            Problems.refused(answer, 403, "post-not-allowed");
            Problems.logged(company, answer, other, "post-not-allowed");
        }
        Problems.refused(company.person(other, "device-" + other).body(Map.of("phone", "14012340001"))
                .post(ROOT + "/recipients/viewers"), 403, "post-not-allowed");
        Problems.refused(company.person(other, "device-" + other).body(Map.of("kind", "PHONES", "entries",
                List.of("14012340001"))).post(ROOT + "/leaks"), 403, "post-not-allowed");
    }

    @Test
    void auditorWhoLeftAsksNothing() {
        company.token(OFFICER);
        var device = "device-" + OFFICER;
        company.tell(OFFICER, "SUSPENDED", "SH-HQ-01").then().statusCode(200);
        try {
            var token = company.token(OFFICER);
            Problems.refused(company.as(token, device).get(ROOT + "/people/{id}/blast-radius", COURIER), 403,
                    "no-standing");
            Problems.refused(company.as(token, device).accept("application/x-ndjson").get(
                    ROOT + "/people/{id}/blast-radius", COURIER), 403, "no-standing");
        } finally {
            company.employ(OFFICER);
        }
    }

    private void look(String person, String waybill) {
        company.look(person, waybill, "DELIVER").then().statusCode(200);
    }

    private void atThePickupPoint(String waybill) {
        Backstage.change("update parcel set stage = 'OUTLET', at_outlet = ?, version = version + 1 where waybill = ?",
                OUTLET, waybill);
        company.look(CLERK, waybill, "PICKUP_POINT", Optional.empty(), Optional.empty()).then().statusCode(200);
    }

    static String phone(String waybill) {
        return "141" + waybill.substring(6);
    }

    private Response disclosures(String person, Map<String, ?> query) {
        var answer = since().queryParams(query).get(ROOT + "/people/{id}/disclosures", person);
        answer.then().statusCode(200);
        return answer;
    }

    private void assertLogged(Object entry, String words, String subject) {
        var logged = company.entry(entry);
        assertEquals("INVESTIGATION", logged.get("action"));
        assertEquals(OFFICER, logged.get("actor"));
        assertEquals(subject, logged.get("subject"));
        assertTrue(logged.get("reason").toString().startsWith(words), logged.toString());
    }

    private RequestSpecification since() {
        return officer().queryParam("from", from);
    }

    private RequestSpecification officer() {
        return company.person(OFFICER, "desk-auditor");
    }
}
