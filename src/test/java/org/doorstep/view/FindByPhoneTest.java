package org.doorstep.view;

import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.HashMap;
import java.util.Map;

import org.doorstep.demonstration.Company;
import org.doorstep.stack.LocalStackResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

@QuarkusTest
@WithTestResource(LocalStackResource.class)
class FindByPhoneTest {

    private static final String AGENT = "D3001";

    private final Company company = new Company();

    @BeforeEach
    void people() {
        company.employ(AGENT, "K1001", "D4004");
    }

    @Test
    void findsParcelsByTheWholeNumberHoweverItIsWritten() {
        var waybill = parcelTo("16412340017");

        find(AGENT, "+86 164-1234-0017").then().statusCode(200).header("Cache-Control", "no-store")
                .body("parcels.waybill", hasItem(waybill));
    }

    @Test
    void findsNothingByPartOfTheNumber() {
        parcelTo("16412340018");

        find(AGENT, "0018").then().statusCode(400);
        find(AGENT, "12340018").then().statusCode(200).body("parcels", empty());
    }

    @Test
    void tellsWaybillAndStageOnly() {
        parcelTo("16412340019");

        find(AGENT, "16412340019").then().body("parcels[0].size()", equalTo(2)).body("parcels[0].stage",
                equalTo("CREATED"));
    }

    @Test
    void isForCustomerService() {
        find("K1001", "16412340019").then().statusCode(403).body("type", equalTo("/problems/purpose-not-allowed"));
    }

    @Test
    void isLoggedWithTheNumbersIndexAndNotTheNumber() {
        find(AGENT, "16412340020");

        var entry = company.entries("actor", AGENT).getFirst();

        assertEquals("SEARCH", entry.get("action"));
        assertEquals(32, entry.get("recipient").toString().length());
        assertFalse(entry.toString().contains("16412340020"));
    }

    private String parcelTo(String phone) {
        var waybill = Company.freshWaybill();
        var record = new HashMap<>(Company.record(waybill, "SH-PD-01"));
        record.put("recipient", Company.party("林晓梅", phone, "幸福里小区3栋2单元501室"));
        company.handIn(record).then().statusCode(201);
        return waybill;
    }

    private Response find(String staffId, String phone) {
        return company.person(staffId, "device-" + staffId)
                .body(Map.of("phone", phone, "reason", "来电人询问派送时间")).post("/v1/parcels/search");
    }
}
