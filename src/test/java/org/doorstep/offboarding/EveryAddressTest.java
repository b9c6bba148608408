package org.doorstep.offboarding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.doorstep.demonstration.Company;
import org.doorstep.demonstration.HrWebhook;
import org.doorstep.stack.LocalStackResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;

/** A token issued before leaving, and still unexpired, opens no address at all. */
@QuarkusTest
@WithTestResource(LocalStackResource.class)
class EveryAddressTest {

    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");
    /** Public by their nature: what a problem means, and where a signature says who it is. */
    private static final Set<String> FOR_EVERYBODY = Set.of("/problems", "/problems/{slug}", "/v1/hr/events",
            "/v1/signals/events", "/log/checkpoint", "/log/keys", "/log/keys/succession", "/log/tile/{level}/{index}",
            "/log/proof/inclusion/{index}", "/log/proof/consistency/{first}/{second}", "/v1/telephone/twilio/voice",
            "/v1/telephone/twilio/calls/{call}/events", "/v1/telephone/dypls/reports/{secret}/{type}");

    /** Bodies that are read before the standing is. */
    private static final Map<String, String> BODIES = Map.of("/v1/parcels/{waybill}/views",
            "{\"purpose\":\"DELIVER\"}", "/v1/parcels/{waybill}/bridges", "{\"purpose\":\"DELIVER\"}",
            "/v1/parcels/search", "{\"phone\":\"14012340001\",\"reason\":\"来电询问\"}",
            "/v1/recipients/receipts", "{\"phone\":\"14012340001\"}", "/v1/access-log/search",
            "{\"phone\":\"14012340001\"}", "/v1/offboardings/{id}/audit/sign-off",
            "{\"note\":\"看过了，没有问题\"}");

    private final Company company = new Company();
    private final HrWebhook hr = new HrWebhook();

    @BeforeEach
    void people() {
        company.employ("D4004", "K1009");
    }

    @Test
    void tokenOfALeaverOpensNothing() {
        var token = company.token("K1009");
        assertEquals(200, company.as(token, "device-K1009").get("/v1/policy").statusCode());
        hr.say("staff.left", "K1009", Map.of()).then().statusCode(200);

        assertEquals(Set.of(), opened(token));
    }

    @Test
    void tokenThatKeycloakGivesToALeaverOpensNothing() {
        company.awaitDone(hr.say("staff.suspended", "K1009", Map.of()).path("offboarding"));
        company.awaitDone(hr.say("staff.returned", "K1009", Map.of()).path("offboarding"));
        company.signInAgain("K1009");
        hr.say("staff.left", "K1009", Map.of()).then().statusCode(200);

        assertEquals(Set.of(), opened(company.token("K1009")));
    }

    /** The addresses that answered anything but 401 or 403. */
    private Set<String> opened(String token) {
        var opened = new TreeSet<String>();
        var asked = new ArrayList<String>();
        Map<String, Map<String, Object>> paths = RestAssured.given().queryParam("format", "json").get("/q/openapi")
                .then().statusCode(200).extract().path("paths");
        paths.forEach((path, methods) -> methods.keySet().stream().filter(METHODS::contains).forEach(method -> {
            if (!FOR_EVERYBODY.contains(path)) {
                var address = path.replace("{date}", "2026-11-21").replace("{waybill}", "TS000000000001")
                        .replace("{entry}/proof", "1/proof").replaceAll("\\{[a-zA-Z]+}", "K1001");
                asked.add(method + " " + path);
                var type = path.endsWith("/batch") ? "application/x-ndjson" : "application/json";
                int status = company.as(token, "device-K1009").header("Accept", "*/*").contentType(type)
                        .body(BODIES.getOrDefault(path, "{}").getBytes(StandardCharsets.UTF_8))
                        .request(method, address).statusCode();
                if (status != 401 && status != 403) {
                    opened.add(method + " " + path + ": " + status);
                }
            }
        }));
        assertTrue(asked.containsAll(List.of("get /v1/stream", "get /v1/access-log", "post /v1/parcels/{waybill}/views",
                "get /v1/policy", "get /v1/offboardings")), asked.toString());
        return opened;
    }
}
