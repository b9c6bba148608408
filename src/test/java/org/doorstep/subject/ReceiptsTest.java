package org.doorstep.subject;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import org.doorstep.demonstration.Company;
import org.doorstep.demonstration.Problems;
import org.doorstep.stack.Backstage;
import org.doorstep.stack.LocalStackResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

/** A recipient learns when their data was shown, to which post and how, with proof, and not to whom. */
@QuarkusTest
@WithTestResource(LocalStackResource.class)
class ReceiptsTest {

    private static final String AUDITOR = "D4004";
    private static final String COURIER = "K1001";

    private final Company company = new Company();

    @BeforeEach
    void people() {
        Backstage.forgetLimits();
        company.employ(COURIER, AUDITOR);
    }

    @Test
    void receiptsSayWhenToWhichPostAndHowButNotToWhom() throws InterruptedException {
        var waybill = company.outForDelivery(COURIER, "SH-PD-01", 1).getFirst();
        int entry = company.look(COURIER, waybill, "DELIVER").then().statusCode(200).extract().path("entry");
        var phone = "141" + waybill.substring(6);

        var answer = proved(phone);

        Map<String, Object> receipt = answer.path("receipts[0]");
        var proof = receipt.get("proof").toString();
        var leaf = new String(Base64.getDecoder().decode(proof.lines().skip(1).findFirst().orElseThrow()
                .substring("extra ".length())), StandardCharsets.UTF_8);
        assertAll(() -> assertEquals(1, answer.<List<?>>path("receipts").size()),
                () -> assertEquals(entry, receipt.get("entry")),
                () -> assertEquals("COURIER_DELIVERY", receipt.get("post")),
                () -> assertEquals("DELIVER", receipt.get("purpose")),
                () -> assertEquals(Map.of("name", "MASKED", "phone", "TAIL4", "address", "FULL"), receipt.get("forms")),
                () -> assertTrue(leaf.contains("\"entry\":" + entry), leaf),
                () -> assertTrue(leaf.contains(waybill), leaf),
                () -> assertFalse((answer.asString() + leaf).contains(COURIER), leaf),
                () -> assertFalse((answer.asString() + leaf).contains(phone), leaf));
    }

    @Test
    void pagesGoOnWhereTheOneBeforeEnded() {
        var waybill = company.outForDelivery(COURIER, "SH-PD-01", 1).getFirst();
        company.look(COURIER, waybill, "DELIVER").then().statusCode(200);
        company.look(COURIER, waybill, "DELIVER").then().statusCode(200);
        var phone = "141" + waybill.substring(6);

        var first = draw(Map.of("phone", phone, "most", 1));
        var second = draw(Map.of("phone", phone, "most", 1, "before", first.<Integer>path("next")));

        assertTrue(first.<Integer>path("receipts[0].entry") > second.<Integer>path("receipts[0].entry"));
    }

    @Test
    void onlyTheAuditorDrawsThemAndIsLogged() {
        Problems.refused(company.as(company.token(COURIER), "device-K1001").body(Map.of("phone", "14012340001"))
                .post("/v1/recipients/receipts"), 403, "post-not-allowed");
        Problems.refused(draw(Map.of("phone", "no number")), 400, "invalid-request");

        draw(Map.of("phone", "14012340001")).then().statusCode(200);

        var entry = company.entries("action", "RECEIPTS").getFirst();
        assertAll(() -> assertEquals(AUDITOR, entry.get("actor")),
                () -> assertFalse(entry.toString().contains("14012340001")));
    }

    private Response draw(Map<String, Object> asked) {
        return company.as(company.token(AUDITOR), "device-D4004").body(asked).post("/v1/recipients/receipts");
    }

    private Response proved(String phone) throws InterruptedException {
        for (int tries = 0; tries < 50; tries++) {
            var answer = draw(Map.of("phone", phone));
            if (answer.path("receipts[0].proof") != null) {
                return answer;
            }
            Thread.sleep(200);
        }
        throw new IllegalStateException("not sealed");
    }
}
