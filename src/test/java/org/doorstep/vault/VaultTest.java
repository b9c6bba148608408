package org.doorstep.vault;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

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

/** Somebody with every right over the database moves or alters what is sealed: it does not open, nobody's data shows. */
@QuarkusTest
@WithTestResource(LocalStackResource.class)
class VaultTest {

    private static final String COURIER = "K1001";
    private static final String OUTLET = "SH-PD-01";

    private final Company company = new Company();

    @Inject
    Keyring keyring;

    @BeforeEach
    void people() {
        Backstage.forgetLimits();
        company.employ(COURIER, "D4004");
    }

    @Test
    void handleOfACallOpensForThatCallAlone() {
        var vault = keyring.vault().await().atMost(Duration.ofSeconds(10));
        var call = UUID.randomUUID();
        var sealed = vault.sealHandle(call, new byte[]{1, 2, 3});

        assertArrayEquals(new byte[]{1, 2, 3}, vault.openHandle(call, sealed.wrappedDek(), sealed.envelope()));
        assertThrows(Unreadable.class,
                () -> vault.openHandle(UUID.randomUUID(), sealed.wrappedDek(), sealed.envelope()));
    }

    @Test
    void recordThatNobodyTouchedOpens() {
        open(company.outForDelivery(COURIER, OUTLET)).then().statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"recipient_name", "recipient_phone", "recipient_detail", "recipient_area", "items",
            "wrapped_dek", "recipient_name, recipient_phone, recipient_area, recipient_detail, items"})
    void fieldsOfAnotherRowDoNotOpen(String columns) {
        var other = otherParcel();
        var waybill = company.outForDelivery(COURIER, OUTLET);
        Backstage.change("update sealed_record r set (" + columns + ") = (select " + columns
                + " from sealed_record where waybill = ?) where waybill = ?", other, waybill);

        assertUnreadable(open(waybill), waybill);
    }

    /** With its own key too, so that only the associated data can tell. */
    @Test
    void wholeRecordOfAnotherRowDoesNotOpen() {
        var other = otherParcel();
        var waybill = company.outForDelivery(COURIER, OUTLET);
        Backstage.change("update sealed_record r set (wrapped_dek, kek_version, recipient_name, recipient_phone, "
                + "recipient_area, recipient_detail, items) = (select wrapped_dek, kek_version, recipient_name, "
                + "recipient_phone, recipient_area, recipient_detail, items from sealed_record where waybill = ?) "
                + "where waybill = ?", other, waybill);

        assertUnreadable(open(waybill), waybill);
    }

    @ParameterizedTest
    @ValueSource(strings = {"recipient_name = recipient_detail", "recipient_name = sender_name",
            "recipient_name = recipient_phone, recipient_phone = recipient_name",
            "recipient_area = recipient_detail"})
    void fieldsOfAnotherColumnDoNotOpen(String moved) {
        var waybill = company.outForDelivery(COURIER, OUTLET);
        Backstage.change("update sealed_record set " + moved + " where waybill = ?", waybill);

        assertUnreadable(open(waybill), waybill);
    }

    @ParameterizedTest
    @ValueSource(strings = {"recipient_name = set_byte(recipient_name, length(recipient_name) - 1, "
            + "get_byte(recipient_name, length(recipient_name) - 1) # 1)",
            "recipient_name = set_byte(recipient_name, 0, get_byte(recipient_name, 0) # 1)",
            "recipient_name = substring(recipient_name from 1 for 10)", "recipient_name = ''",
            "recipient_name = '\\x00'", "wrapped_dek = set_byte(wrapped_dek, 20, get_byte(wrapped_dek, 20) # 128)",
            "wrapped_dek = ''", "wrapped_dek = recipient_name"})
    void alteredBytesDoNotOpen(String altered) {
        var waybill = company.outForDelivery(COURIER, OUTLET);
        Backstage.change("update sealed_record set " + altered + " where waybill = ?", waybill);

        assertUnreadable(open(waybill), waybill);
    }

    @Test
    void runWithARecordThatDoesNotOpenShowsNothing() {
        var waybill = company.outForDelivery(COURIER, OUTLET);
        Backstage.change("update sealed_record set recipient_area = recipient_detail where waybill = ?", waybill);

        var answer = company.person(COURIER, "phone-0001").get("/v1/run");

        Problems.refused(answer, 500, "internal-error");
    }

    private String otherParcel() {
        var waybill = Company.freshWaybill();
        var record = new HashMap<String, Object>(Company.record(waybill, OUTLET));
        record.put("recipient", Company.party("诸葛望舒", "14466660002", "天钥桥路9号7栋"));
        record.put("items", java.util.List.of(Map.of("name", "茶杯", "class", "HOUSEHOLD", "quantity", 1)));
        company.handIn(record).then().statusCode(201);
        return waybill;
    }

    private Response open(String waybill) {
        return company.look(COURIER, waybill, "DELIVER");
    }

    private void assertUnreadable(Response answer, String waybill) {
        Problems.refused(answer, 500, "internal-error");
        assertAll(() -> assertFalse(answer.asString().contains("诸葛"), answer::asString),
                () -> assertFalse(answer.asString().contains("天钥桥"), answer::asString),
                () -> assertEquals(COURIER, company.looks(waybill).getFirst().get("actor")),
                () -> assertEquals("internal-error",
                        company.entry(answer.header("Doorstep-Entry")).get("problem")));
    }
}
