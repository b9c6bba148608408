package org.doorstep.dypls;

import static io.restassured.RestAssured.given;
import static org.doorstep.bridge.Telephones.refused;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.doorstep.bridge.Telephones;
import org.doorstep.demonstration.Company;
import org.doorstep.demonstration.HrWebhook;
import org.doorstep.stack.Backstage;
import org.doorstep.stack.FreePort;
import org.doorstep.stack.LocalStackResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

/** Bridges over a telephone side that connects by itself and cannot end a call: what is bound, and what is said of it. */
@QuarkusTest
@TestProfile(DyplsBridgesTest.OverDypls.class)
@WithTestResource(LocalStackResource.class)
class DyplsBridgesTest {

    private static final String COURIER = "K1005";
    private static final String X = "14400099991";

    private final Company company = new Company();
    private final Telephones telephones = new Telephones(company);

    private static StandInDypls dypls;

    private String phone = "";
    private String waybill = "";

    /** The profile and the test have class loaders of their own: the port is what both know. */
    public static final class OverDypls implements QuarkusTestProfile {
        private static final String PORT = "doorstep.test.dypls-port";

        @Override
        public Map<String, String> getConfigOverrides() {
            if (System.getProperty(PORT) == null) {
                System.setProperty(PORT, Integer.toString(FreePort.next()));
            }
            return StandInDypls.settings(Integer.getInteger(PORT));
        }
    }

    @BeforeAll
    static void carrier() throws IOException {
        dypls = new StandInDypls(Integer.getInteger(OverDypls.PORT));
    }

    @AfterAll
    static void end() {
        dypls.close();
    }

    @BeforeEach
    void people() {
        Backstage.forgetLimits();
        company.employ(COURIER, "D4001", "D4004");
        telephones.pool(X);
        phone = telephones.register(COURIER);
        waybill = company.outForDelivery(COURIER, Telephones.OUTLET, 1).getFirst();
    }

    @Test
    void numbersOfBothSidesAreBoundAndUnboundWithTheAccess() {
        telephones.ask(COURIER, waybill, "DELIVER").then().statusCode(201);
        var bound = dypls.subscriptions().values().stream()
                .filter(one -> one.get("PhoneNoA").equals(phone)).findFirst().orElseThrow();
        assertEquals(List.of(X, Telephones.recipient(waybill)), List.of(bound.get("PhoneNoX"), bound.get("PhoneNoB")));

        String offboarding = new HrWebhook().say("staff.left", COURIER, Map.of()).path("offboarding");
        company.awaitDone(offboarding);

        assertFalse(dypls.subscriptions().containsValue(bound));
    }

    @Test
    void callThatCannotBeDroppedIsSaidSo() {
        telephones.ask(COURIER, waybill, "DELIVER").then().statusCode(201);
        var call = UUID.randomUUID().toString();
        report("SecretStartReport", call, "");
        report("SecretPickUpReport", call, "");

        company.awaitDone(new HrWebhook().say("staff.left", COURIER, Map.of()).path("offboarding"));
        report("SecretReport", call, """
                , "release_time": "2026-11-22 12:00:09", "start_time": "2026-11-22 12:00:05", "release_dir": 1""");

        var entries = company.entries("waybill", waybill).reversed();
        var ended = entries.stream().filter(entry -> "BRIDGE".equals(entry.get("action"))
                && "ENDED".equals(entry.get("purpose"))).findFirst().orElseThrow();
        assertAll(
                () -> assertEquals("REVOKED, calls begun: 1; dypls cannot end a call that is up: 1 go on until hung up",
                        ended.get("reason")),
                () -> assertEquals(List.of("ATTEMPT", "ANSWERED", "ENDED"), entries.stream()
                        .filter(entry -> "CALL".equals(entry.get("action"))).map(entry -> entry.get("purpose"))
                        .toList()),
                () -> assertFalse(entries.toString().contains(phone)));
    }

    @Test
    void bindingThatTheCarrierRefusesIsNoBridge() {
        dypls.answers("200 {\"Code\":\"isv.NO_AVAILABLE_NUMBER\",\"Message\":\"none\"}",
                "200 {\"Code\":\"OK\",\"Message\":\"OK\",\"SubsId\":\"\"}");

        refused(telephones.ask(COURIER, waybill, "DELIVER"), 503, "no-number-free");

        assertEquals(0, Backstage.count("select count(*) from bridge where waybill = ? and ended_at is null", waybill));
    }

    @Test
    void operatorIsToldWhatCannotBeDone() {
        var telephone = company.person("D4001", "desk-D4001").get("/v1/bridge-numbers").then().statusCode(200).extract()
                .<Map<String, Object>>path("telephone");

        assertEquals(Map.of("provider", "dypls", "decidesPerCall", false, "liveDrop", false, "shortestLifeSeconds",
                (int) Duration.ofSeconds(60).toSeconds(), "pairsPerNumber", 200), telephone);
    }

    private void report(String type, String call, String more) {
        given().contentType("application/json;charset=utf-8")
                .body("""
                [{"call_id": "%s", "phone_no": "%s", "secret_no": "%s", "peer_no": "%s", "call_type": 0,
                  "call_time": "2026-11-22 12:00:00"%s}]""".formatted(call, phone, X, Telephones.recipient(waybill),
                        more))
                .post("/v1/telephone/dypls/reports/" + StandInDypls.REPORT_SECRET + "/" + type).then().statusCode(200);
    }
}
