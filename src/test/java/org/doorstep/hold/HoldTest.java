package org.doorstep.hold;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;

import org.doorstep.demonstration.Company;
import org.doorstep.demonstration.HrWebhook;
import org.doorstep.demonstration.Problems;
import org.doorstep.stack.Backstage;
import org.doorstep.stack.Forgery;
import org.doorstep.stack.LocalStackResource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

/** What is held back shows nothing from the next look on, whatever HR says, until two have released it. */
@QuarkusTest
@WithTestResource(LocalStackResource.class)
class HoldTest {

    private static final String OUTLET = "SH-PD-01";

    private final Company company = new Company();
    private final HrWebhook hr = new HrWebhook();

    @ConfigProperty(name = "quarkus.oidc.auth-server-url")
    String issuer;

    private Officers officers;

    @BeforeEach
    void people() {
        Backstage.forgetLimits();
        Officers.signedOut();
        officers = new Officers(company, issuer);
        company.employ(Officers.FIRST, Officers.SECOND, "D4004", "K1001", "K1002", "K1003", "K1005");
    }

    @AfterEach
    void release() {
        officers.releaseAll();
        company.signInAgain("K1003");
    }

    @Test
    void personIsRefusedAtTheNextLookOnAnyDeviceAndTheReceiptSaysFromWhere() {
        var waybill = company.outForDelivery("K1003", OUTLET);
        look("K1003", "device-K1003", waybill).then().statusCode(200);

        var held = officers.hold("PERSON", "K1003");

        held.then().statusCode(201).body("people", equalTo(1)).body("kind", equalTo("PERSON"))
                .header("Location", org.hamcrest.Matchers.endsWith("/v1/holds/" + held.path("hold")));
        Problems.refused(look("K1003", "device-K1003", waybill), 403, "access-held");
        Problems.refused(look("K1003", "another-device", waybill), 403, "access-held");
        var entry = company.entry(held.path("entry"));
        assertAll(() -> assertEquals("HOLD", entry.get("action")), () -> assertEquals("K1003", entry.get("subject")),
                () -> assertEquals(Officers.FIRST, entry.get("actor")),
                () -> assertEquals("SEC_ADMIN", entry.get("post")),
                () -> assertEquals("手机遗失 ****", entry.get("reason")),
                () -> assertEquals(List.of(),
                        Officers.disclosedAfter(held.path("entry"), "actor = ?", "K1003")));
    }

    @Test
    void personMayNeitherSignInNorComeBackByHrsWordUntilReleased() {
        var waybill = company.outForDelivery("K1003", OUTLET);
        var before = company.token("K1003");
        var held = officers.hold("PERSON", "K1003");
        officers.awaitFollowed(held);

        var returned = hr.say("staff.returned", "K1003", Map.of());

        returned.then().statusCode(200).body("standing", equalTo("ACTIVE"));
        Problems.refused(look("K1003", "device-K1003", waybill), 403, "access-held");
        assertThrows(IllegalStateException.class, () -> {
            company.signInAgain("K1003");
            company.token("K1003");
        });
        officers.release(held.path("hold"));
        Problems.refused(look(before, waybill), 401, "session-ended");
        company.signInAgain("K1003");
        look("K1003", "device-K1003", waybill).then().statusCode(200);
    }

    @Test
    void holdLeavesWhatHrSaysAsItIs() {
        var before = Backstage.rows("select standing, posts::text, outlet from staff where staff_id = 'K1003'");

        officers.hold("PERSON", "K1003").then().statusCode(201);

        assertEquals(before,
                Backstage.rows("select standing, posts::text, outlet from staff where staff_id = 'K1003'"));
    }

    @Test
    void deviceIsRefusedToWhoeverUsesItAndTheirOthersAreNot() {
        var waybill = company.outForDelivery("K1003", OUTLET);
        look("K1003", "held-device-1", waybill).then().statusCode(200);
        look("K1003", "other-device-1", waybill).then().statusCode(200);

        officers.hold("DEVICE", "held-device-1").then().statusCode(201).body("people", equalTo(1));

        Problems.refused(look("K1003", "held-device-1", waybill), 403, "access-held");
        Problems.refused(look("K1001", "held-device-1", waybill), 403, "access-held");
        look("K1003", "other-device-1", waybill).then().statusCode(200);
    }

    @Test
    void deviceThatWasNeverSeenIsHeldToo() {
        var waybill = company.outForDelivery("K1003", OUTLET);

        officers.hold("DEVICE", "never-seen-1").then().statusCode(201).body("people", equalTo(0));

        Problems.refused(look("K1003", "never-seen-1", waybill), 403, "access-held");
    }

    @Test
    void personWhomHrNeverNamedIsHeldFromTheDayTheyJoin() {
        officers.hold("PERSON", "K1777").then().statusCode(201).body("people", equalTo(0));
    }

    @Test
    void outletIsRefusedToAllWhoWorkThereAndToWhoeverComes() {
        var here = company.outForDelivery("K1003", OUTLET);
        var elsewhere = company.outForDelivery("K1005", "SH-XH-02");
        look("K1003", "device-K1003", here).then().statusCode(200);
        look("K1005", "device-K1005", elsewhere).then().statusCode(200);

        officers.hold("OUTLET", OUTLET).then().statusCode(201);

        Problems.refused(look("K1003", "device-K1003", here), 403, "access-held");
        look("K1005", "device-K1005", elsewhere).then().statusCode(200);
        company.tell("K1005", "ACTIVE", OUTLET).then().statusCode(200);
        Problems.refused(look("K1005", "device-K1005", elsewhere), 403, "access-held");
    }

    @Test
    void appIsRefusedToAllWhoUseItAndAnotherAppIsNot() {
        var waybill = company.outForDelivery("K1003", OUTLET);
        look("K1003", "device-K1003", waybill).then().statusCode(200);
        var otherApp = new Forgery(issuer).freshlySignedIn(Company.person("K1003").username(), "K1003");

        officers.hold("CLIENT", "demo-cli").then().statusCode(201);

        Problems.refused(look("K1003", "device-K1003", waybill), 403, "access-held");
        look(otherApp, waybill).then().statusCode(200);
    }

    @Test
    void releaseNeedsTwoDifferentPeople() {
        var held = officers.hold("PERSON", "K1003");
        Object hold = held.path("hold");

        officers.turnKey(Officers.FIRST, hold).then().statusCode(202).body("firstKeyBy", equalTo(Officers.FIRST));

        Problems.refused(officers.turnKey(Officers.FIRST, hold), 409, "second-key-needed");
        assertEquals(1, Backstage.count("select count(*) from hold where released_at is null and hold_id = ?", hold));
        var released = officers.turnKey(Officers.SECOND, hold);
        released.then().statusCode(200).body("firstKeyBy", equalTo(Officers.FIRST)).body("secondKeyBy",
                equalTo(Officers.SECOND));
        company.awaitDone(released.path("offboarding"));
        Problems.refused(officers.turnKey(Officers.FIRST, hold), 409, "hold-released");
        assertEquals(List.of("RELEASE_PERSON " + Officers.SECOND, "FIRST_KEY_PERSON " + Officers.FIRST,
                "HOLD_PERSON " + Officers.FIRST), keysOf("K1003"));
    }

    @Test
    void firstKeyThatWaitedTooLongCountsNoMore() {
        Object hold = officers.hold("DEVICE", "held-device-2").path("hold");
        officers.turnKey(Officers.FIRST, hold).then().statusCode(202);
        Backstage.change("update hold set release_at = release_at - interval '61 minutes' where hold_id = ?", hold);

        officers.turnKey(Officers.SECOND, hold).then().statusCode(202).body("firstKeyBy", equalTo(Officers.SECOND));
    }

    @Test
    void twoFirstKeysAtOnceAreOneFirstAndOneSecond() throws Exception {
        Object hold = officers.hold("DEVICE", "held-device-3").path("hold");
        officers.token(Officers.SECOND);

        var statuses = Race.between(() -> officers.turnKey(Officers.FIRST, hold).statusCode(),
                () -> officers.turnKey(Officers.SECOND, hold).statusCode());

        assertEquals(List.of(200, 202), statuses.stream().sorted().toList());
    }

    @Test
    void whomAHoldConcernsTurnsNoKeyForIt() {
        var third = thirdSecurityAdmin();
        company.person(Officers.SECOND, "admins-phone-1").get("/v1/holds").then().statusCode(200);
        Object device = officers.hold("DEVICE", "admins-phone-1").path("hold");
        Problems.refused(officers.turnKey(Officers.SECOND, device), 403, "own-hold");

        Object person = officers.hold("PERSON", Officers.SECOND).path("hold");

        Problems.refused(officers.turnKey(Officers.SECOND, person), 403, "access-held");
        for (var hold : List.of(device, person)) {
            officers.turnKey(Officers.FIRST, hold).then().statusCode(202);
            var released = officers.turnKey(third, hold);
            released.then().statusCode(200);
            company.awaitDone(released.path("offboarding"));
        }
        company.signInAgain(Officers.SECOND);
    }

    private String thirdSecurityAdmin() {
        var told = company.tell("K1002", "ACTIVE", List.of("SEC_ADMIN"), "SH-HQ-01");
        company.awaitDone(told.path("offboarding"));
        company.signInAgain("K1002");
        return "K1002";
    }

    @ParameterizedTest
    @CsvSource({"PERSON, D4002", "DEVICE, desk-D4002", "OUTLET, SH-HQ-01", "CLIENT, courier-app"})
    void nobodyLocksThemselvesOut(String kind, String subject) {
        Problems.refused(officers.hold(kind, subject), 422, "hold-on-yourself");

        assertEquals(0, Backstage.count("select count(*) from hold where released_at is null"));
    }

    @Test
    void whatIsHeldIsNotHeldTwice() {
        Object hold = officers.hold("PERSON", "K1003").path("hold");

        Problems.refused(officers.hold(Officers.SECOND, "PERSON", "K1003"), 409, "already-held").then().body("hold",
                equalTo(hold));
    }

    @ParameterizedTest
    @CsvSource({"PERSON, k1003", "DEVICE, short", "OUTLET, Pudong", "CLIENT, two words"})
    void subjectMustBeOneOfItsKind(String kind, String subject) {
        Problems.refused(officers.hold(kind, subject), 400, "invalid-request");
    }

    @ParameterizedTest
    @CsvSource({"K1001, 403", "D4004, 403", "D4001, 403", "D5001, 403"})
    void onlyASecurityAdminHoldsBack(String staffId, int status) {
        company.employ(staffId);

        Problems.refused(company.person(staffId, "desk-" + staffId).body(Map.of("kind", "PERSON", "subject", "K1003",
                "reason", "just so")).post("/v1/holds"), status, "post-not-allowed");
    }

    @Test
    void auditorReadsHolds() {
        Object open = officers.hold("DEVICE", "held-device-4").path("hold");

        officers.get("D4004", "/v1/holds?open=true").then().statusCode(200).body("holds.hold", hasItem(open));
        officers.get("D4004", "/v1/holds/" + open).then().statusCode(200).body("subject", equalTo("held-device-4"))
                .body("reason", not(equalTo("手机遗失 14012340001"))).body("open", equalTo(true));
        Problems.refused(officers.get("D4004", "/v1/holds/999999"), 404, "unknown-hold");
        assertTrue(company.person("K1001", "device-K1001").get("/v1/holds").statusCode() == 403);
    }

    private static java.util.List<String> keysOf(String subject) {
        return Backstage.rows("select purpose, actor from access_entry where action = 'HOLD' and subject = ? "
                + "order by entry_id desc limit 3", subject).stream()
                .map(row -> row.get("purpose") + " " + row.get("actor")).toList();
    }

    private Response look(String staffId, String device, String waybill) {
        return company.person(staffId, device).body(Map.of("purpose", "DELIVER"))
                .post("/v1/parcels/{waybill}/views", waybill);
    }

    private Response look(String token, String waybill) {
        return company.as(token, "device-K1003").body(Map.of("purpose", "DELIVER"))
                .post("/v1/parcels/{waybill}/views", waybill);
    }
}
