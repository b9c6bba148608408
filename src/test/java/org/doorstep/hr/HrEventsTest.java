package org.doorstep.hr;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;

import org.doorstep.demonstration.Company;
import org.doorstep.demonstration.HrWebhook;
import org.doorstep.demonstration.Problems;
import org.doorstep.stack.Backstage;
import org.doorstep.stack.LocalStackResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

/** HR's events end access at once, and only HR's do. */
@QuarkusTest
@WithTestResource(LocalStackResource.class)
class HrEventsTest {

    private final Company company = new Company();
    private final HrWebhook hr = new HrWebhook();

    @BeforeEach
    void people() {
        Backstage.forgetLimits();
        company.employ("D4004", "K1003");
    }

    @Test
    void whoLeftSeesNothingMoreAndTheReceiptSaysFromWhere() {
        var waybill = company.outForDelivery("K1003", "SH-PD-01");
        company.look("K1003", waybill, "DELIVER").then().statusCode(200);

        var answer = hr.say("staff.left", "K1003", Map.of());

        answer.then().statusCode(200);
        int receipt = answer.path("entry");
        Problems.refused(company.look("K1003", waybill, "DELIVER"), 403, "no-standing");
        var entry = company.entry(receipt);
        assertAll(() -> assertEquals("STANDING", entry.get("action")),
                () -> assertEquals("K1003", entry.get("subject")),
                () -> assertEquals("LEFT", answer.path("standing")),
                () -> assertTrue(company.looks(waybill).stream().filter(look -> "GRANTED".equals(look.get("decision")))
                        .allMatch(look -> (int) look.get("entry") < receipt)));
    }
}
