package org.doorstep.vault;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.doorstep.demonstration.Company;
import org.doorstep.stack.Backstage;
import org.doorstep.stack.LocalStackResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
@WithTestResource(LocalStackResource.class)
class VaultTest {

    private final Company company = new Company();

    @BeforeEach
    void people() {
        Backstage.forgetLimits();
        company.employ("K1003", "D4004");
    }

    @Test
    void anEnvelopeMovedToAnotherRowShowsNothing() {
        var own = company.outForDelivery("K1003", "SH-PD-01");
        var other = company.parcel("SH-PD-01");

        tamper("update sealed_record set recipient_detail = (select recipient_detail from sealed_record where waybill"
                + " = '" + other + "') where waybill = '" + own + "'");

        assertNothingShown(own);
    }

    @Test
    void anEnvelopeMovedToAnotherColumnShowsNothing() {
        var own = company.outForDelivery("K1003", "SH-PD-01");

        tamper("update sealed_record set recipient_name = recipient_detail where waybill = '" + own + "'");

        assertNothingShown(own);
    }

    @Test
    void aWrappedKeyMovedToAnotherRowShowsNothing() {
        var own = company.outForDelivery("K1003", "SH-PD-01");
        var other = company.parcel("SH-PD-01");

        tamper("update sealed_record set wrapped_dek = (select wrapped_dek from sealed_record where waybill = '" + other
                + "') where waybill = '" + own + "'");

        assertNothingShown(own);
    }

    @Test
    void aFlippedBitShowsNothing() {
        var own = company.outForDelivery("K1003", "SH-PD-01");

        tamper("update sealed_record set recipient_name = set_byte(recipient_name, 20, get_byte(recipient_name, 20) # 1)"
                + " where waybill = '" + own + "'");

        assertNothingShown(own);
    }

    private static void tamper(String statement) {
        assertEquals(1, Backstage.change(statement));
    }

    private void assertNothingShown(String waybill) {
        company.look("K1003", waybill, "DELIVER").then().statusCode(500).body("type",
                equalTo("/problems/internal-error")).body(not(containsString("幸福里")));
        assertEquals(1, company.looks(waybill).size());
    }
}
