package org.doorstep.view;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

import org.doorstep.demonstration.Company;
import org.doorstep.demonstration.Problems;
import org.doorstep.stack.Backstage;
import org.doorstep.stack.LocalStackResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

/** Nobody can tell a parcel that does not exist from one that is not theirs. */
@QuarkusTest
@WithTestResource(LocalStackResource.class)
class IndistinguishableTest {

    private static final String CURIOUS = "K1001";
    private static final String OUTLET = "SH-PD-01";
    private static final int MISSES = 10;
    private static final Set<String> OF_THE_MOMENT = Set.of("date", "doorstep-entry", "retry-after", "ratelimit");

    private final Company company = new Company();

    @BeforeEach
    void people() {
        Backstage.forgetLimits();
        company.employ(CURIOUS, "K1002", "D2101", "D3001", "D4004");
    }

    @ParameterizedTest
    @CsvSource({"K1001, DELIVER", "K1001, HANDOVER_VERIFY", "D2101, SUPERVISE", "D3001, ENQUIRY",
            "K1001, RUN", "K1001, PICKUP"})
    void parcelOfNobodyAndOfSomebodyElseAnswerAlike(String person, String purpose) {
        var elsewhere = company.outForDelivery("K1002", "SH-XH-02");

        assertAlike(company.look(person, Company.freshWaybill(), purpose), company.look(person, elsewhere, purpose));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ASSIGNED_PICKUP", "ASSIGNED_PICKUP PICKED_UP", "ASSIGNED_PICKUP PICKED_UP HUB",
            "ASSIGNED_PICKUP PICKED_UP OUTLET", "ASSIGNED_PICKUP PICKED_UP OUTLET SIGNED",
            "ASSIGNED_PICKUP PICKED_UP EXCEPTION", "ASSIGNED_PICKUP PICKED_UP EXCEPTION RETURNING",
            "ASSIGNED_PICKUP PICKED_UP OUTLET SIGNED CLAIM", "CLOSED"})
    void stageOfSomebodyElsesParcelDoesNotShow(String journey) {
        var other = company.parcel(OUTLET);
        company.move(other, OUTLET, journey.isEmpty() ? new String[0] : journey.split(" "));

        assertAlike(company.look(CURIOUS, Company.freshWaybill(), "DELIVER"), company.look(CURIOUS, other, "DELIVER"));
    }

    @Test
    void parcelTakenAwayAnswersLikeOneThatNeverWas() {
        var waybill = company.outForDelivery(CURIOUS, OUTLET);
        company.assign("K1002", waybill).then().statusCode(200);

        assertAlike(company.look(CURIOUS, Company.freshWaybill(), "DELIVER"),
                company.look(CURIOUS, waybill, "DELIVER"));
    }

    @Test
    void closedTicketAnswersLikeOneThatNeverWas() {
        var waybill = company.parcel(OUTLET);
        company.open("T-CLOSED", waybill, "D3001", "ENQUIRY");
        company.close("T-CLOSED", waybill).then().statusCode(204);

        assertAlike(company.look("D3001", waybill, "ENQUIRY", java.util.Optional.empty(),
                java.util.Optional.of("T-NEVER")),
                company.look("D3001", waybill, "ENQUIRY", java.util.Optional.empty(),
                        java.util.Optional.of("T-CLOSED")));
    }

    @Test
    void bothCountAsMissesAndTheEleventhIsTurnedAway() {
        IntStream.range(0, MISSES / 2).forEach(_ -> {
            company.look(CURIOUS, Company.freshWaybill(), "DELIVER").then().statusCode(403);
            company.look(CURIOUS, company.parcel(OUTLET), "DELIVER").then().statusCode(403);
        });

        var unknown = company.look(CURIOUS, Company.freshWaybill(), "DELIVER");
        var others = company.look(CURIOUS, company.outForDelivery("K1002", OUTLET), "DELIVER");

        Problems.refused(unknown, 429, "limit-reached");
        assertAlike(unknown, others);
        assertAll(() -> assertEquals("misses", unknown.path("limit")),
                () -> assertEquals("\"misses\";q=10;w=3600", unknown.header("RateLimit-Policy")),
                () -> assertTrue(unknown.header("RateLimit").matches("\"misses\";r=0;t=\\d{1,4}"),
                        unknown.header("RateLimit")),
                () -> assertTrue(Integer.parseInt(unknown.header("Retry-After")) <= 3600));
        Problems.logged(company, unknown, CURIOUS, "limit-reached");
    }

    @Test
    void missAgainAtTheSameNumberCountsOnce() {
        var missing = Company.freshWaybill();
        IntStream.range(0, MISSES + 5)
                .forEach(_ -> company.look(CURIOUS, missing, "DELIVER").then().statusCode(403));
        IntStream.range(0, MISSES - 1)
                .forEach(_ -> company.look(CURIOUS, Company.freshWaybill(), "DELIVER").then().statusCode(403));

        Problems.refused(company.look(CURIOUS, Company.freshWaybill(), "DELIVER"), 429, "limit-reached");
    }

    @Test
    void missesOfOnePersonDoNotStopTheirOwnParcels() {
        var own = company.outForDelivery(CURIOUS, OUTLET);
        IntStream.range(0, MISSES + 1).forEach(_ -> company.look(CURIOUS, Company.freshWaybill(), "DELIVER"));

        company.look(CURIOUS, own, "DELIVER").then().statusCode(200);
    }

    @Test
    void anotherDeviceDoesNotGiveNewMisses() {
        for (int device = 0; device <= MISSES; device++) {
            company.person(CURIOUS, "device-number-" + device).body("{\"purpose\":\"DELIVER\"}")
                    .post("/v1/parcels/{w}/views", Company.freshWaybill());
        }

        Problems.refused(company.look(CURIOUS, Company.freshWaybill(), "DELIVER"), 429, "limit-reached");
    }

    private static void assertAlike(Response one, Response other) {
        assertAll(() -> assertEquals(one.statusCode(), other.statusCode()),
                () -> assertEquals(headers(one), headers(other)),
                () -> assertArrayEquals(one.asByteArray(), other.asByteArray(), () -> one.asString() + "\n"
                        + other.asString()));
    }

    private static TreeMap<String, String> headers(Response answer) {
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        answer.headers().forEach(header -> headers.put(header.getName(),
                OF_THE_MOMENT.contains(header.getName().toLowerCase(java.util.Locale.ROOT)) ? "" : header.getValue()));
        return headers;
    }

    @Test
    void anotherOutletDoesNotGiveNewMisses() {
        IntStream.range(0, MISSES).forEach(_ -> company.look(CURIOUS, Company.freshWaybill(), "DELIVER"));
        company.tell(CURIOUS, "ACTIVE", "SH-XH-02").then().statusCode(200);

        Problems.refused(company.look(CURIOUS, Company.freshWaybill(), "DELIVER"), 429, "limit-reached");
    }
}
