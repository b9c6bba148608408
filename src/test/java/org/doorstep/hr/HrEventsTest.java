package org.doorstep.hr;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

import org.doorstep.demonstration.Company;
import org.doorstep.demonstration.HrWebhook;
import org.doorstep.demonstration.Problems;
import org.doorstep.stack.Backstage;
import org.doorstep.stack.LocalStackResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

/** HR's events end access at once, whatever their order, and only HR's do. */
@QuarkusTest
@WithTestResource(LocalStackResource.class)
class HrEventsTest {

    private static final String COURIER = "K1003";
    private static final String OUTLET = "SH-PD-01";

    private final Company company = new Company();
    private final HrWebhook hr = new HrWebhook();

    @BeforeEach
    void people() {
        Backstage.forgetLimits();
        company.employ("D4004", COURIER);
    }

    @Test
    void whoLeftSeesNothingMoreAndTheReceiptSaysFromWhere() {
        var waybill = company.outForDelivery(COURIER, OUTLET);
        company.look(COURIER, waybill, "DELIVER").then().statusCode(200);

        var answer = hr.say("staff.left", COURIER, Map.of());

        answer.then().statusCode(200);
        int receipt = answer.path("entry");
        Problems.refused(company.look(COURIER, waybill, "DELIVER"), 403, "no-standing");
        var entry = company.entry(receipt);
        assertAll(() -> assertEquals("STANDING", entry.get("action")),
                () -> assertEquals(COURIER, entry.get("subject")),
                () -> assertEquals("webhook-demonstration", entry.get("actor")),
                () -> assertEquals("LEFT", answer.path("standing")),
                () -> assertEquals(0, Backstage.count(
                        "select count(*) from lease where staff_id = ? and until > now()", COURIER)),
                () -> assertTrue(company.looks(waybill).stream().filter(look -> "GRANTED".equals(look.get("decision")))
                        .allMatch(look -> (int) look.get("entry") < receipt)));
    }

    @Test
    void whatFollowsIsDoneAndShown() {
        var answer = hr.say("staff.left", COURIER, Map.of());

        var done = company.awaitDone(answer.path("offboarding"));

        List<String> steps = done.path("steps.step");
        List<String> outcomes = done.path("steps.outcome");
        assertAll(() -> assertEquals(List.of("SCREENS", "CALLS", "ACCOUNT", "SESSIONS", "GROUPS", "AUDIT"), steps),
                () -> assertEquals("no bridge and no call is left", outcomes.get(1)),
                () -> assertEquals("disabled", outcomes.get(2)), () -> assertEquals("ended", outcomes.get(3)),
                () -> assertEquals("taken 1, given 0, groups left 1, joined 0", outcomes.get(4)),
                () -> assertEquals(Stream.generate(() -> "DONE").limit(6).toList(), done.path("steps.state")),
                () -> assertEquals(answer.<Integer>path("entry"), done.path("entry")));
    }

    @Test
    void whoIsSuspendedAndReturnsWorksOnAfterSigningInAgain() {
        var waybill = company.outForDelivery(COURIER, OUTLET);
        var before = company.token(COURIER);
        hr.say("staff.suspended", COURIER, Map.of()).then().statusCode(200);
        Problems.refused(company.look(COURIER, waybill, "DELIVER"), 403, "no-standing");

        company.awaitDone(hr.say("staff.returned", COURIER, Map.of()).path("offboarding"));

        Problems.refused(company.as(before, "device-" + COURIER).body(Map.of("purpose", "DELIVER"))
                .post("/v1/parcels/{w}/views", waybill), 401, "session-ended");
        company.signInAgain(COURIER);
        company.look(COURIER, waybill, "DELIVER").then().statusCode(200);
    }

    @Test
    void whoIsTransferredHasOnlyTheNewPost() {
        var waybill = company.outForDelivery(COURIER, OUTLET);
        var before = company.token(COURIER);

        var answer = hr.say("staff.transferred", COURIER, Map.of("posts", List.of("COURIER_PICKUP"), "outlet",
                "SH-XH-02"));

        answer.then().statusCode(200);
        Problems.refused(company.as(before, "device-" + COURIER).body(Map.of("purpose", "DELIVER"))
                .post("/v1/parcels/{w}/views", waybill), 403, "no-standing");
        company.awaitDone(answer.path("offboarding"));
        company.signInAgain(COURIER);
        Problems.refused(company.look(COURIER, waybill, "DELIVER"), 403, "purpose-not-allowed");
        var pickup = company.parcel("SH-XH-02");
        company.assign(COURIER, pickup).then().statusCode(200);
        company.move(pickup, "SH-XH-02", "ASSIGNED_PICKUP");
        company.look(COURIER, pickup, "PICKUP").then().statusCode(200);
    }

    @Test
    void parcelsOfTheOldOutletStayThereWhoeverCarriedThem() {
        var waybill = company.outForDelivery(COURIER, OUTLET);
        company.look(COURIER, waybill, "DELIVER").then().statusCode(200);

        company.awaitDone(hr.say("staff.transferred", COURIER, Map.of("posts", List.of("COURIER_DELIVERY"), "outlet",
                "SH-XH-02")).path("offboarding"));

        company.signInAgain(COURIER);
        Problems.refused(company.look(COURIER, waybill, "DELIVER"), 403, "parcel-not-available");
        assertEquals(List.of(), company.person(COURIER, "device-" + COURIER).get("/v1/run").path("stops"));
        company.assign(COURIER, waybill).then().statusCode(200);
        company.look(COURIER, waybill, "DELIVER").then().statusCode(200);
    }

    @Test
    void lateReturnDoesNotUndoANewerLeave() {
        var now = OffsetDateTime.now();
        hr.deliver(id(), HrWebhook.event("staff.left", COURIER, now, Map.of())).then().statusCode(200);

        var late = hr.deliver(id(), HrWebhook.event("staff.returned", COURIER, now.minusMinutes(10), Map.of()));

        late.then().statusCode(200);
        assertEquals("LEFT", late.path("standing"));
        assertNull(late.path("offboarding"));
    }

    @Test
    void sameEventAgainGetsTheSameEntryAndChangesNothing() {
        var id = id();
        var body = HrWebhook.event("staff.left", COURIER, OffsetDateTime.now(), Map.of());
        var first = hr.deliver(id, body);
        company.employ(COURIER);

        var again = hr.deliver(id, body);

        again.then().statusCode(200);
        assertAll(() -> assertEquals(first.<Integer>path("entry"), again.path("entry")),
                () -> assertEquals(true, again.path("again")), () -> assertEquals("ACTIVE", again.path("standing")));
    }

    @Test
    void anotherEventUnderAKnownIdIsRefused() {
        var id = id();
        hr.deliver(id, HrWebhook.event("staff.suspended", COURIER, OffsetDateTime.now(), Map.of())).then()
                .statusCode(200);

        var other = hr.deliver(id, HrWebhook.event("staff.returned", COURIER, OffsetDateTime.now(), Map.of()));

        Problems.refused(other, 422, "event-id-reused");
        assertEquals("SUSPENDED", standing(COURIER));
    }

    @Test
    void phoneThatHrSaysLastIsTheOneThatCounts() {
        var now = OffsetDateTime.now();
        hr.deliver(id(), HrWebhook.event("staff.phone_changed", COURIER, now, Map.of("phone", "14099990001"))).then()
                .statusCode(200);
        var kept = phone();
        hr.deliver(id(), HrWebhook.event("staff.phone_changed", COURIER, OffsetDateTime.now(),
                Map.of("phone", "14099990003"))).then().statusCode(200);
        assertNotEquals(kept, phone());
        kept = phone();

        hr.deliver(id(), HrWebhook.event("staff.phone_changed", COURIER, now.minusMinutes(3),
                Map.of("phone", "14099990002"))).then().statusCode(200);

        assertEquals(kept, phone());
        assertEquals("ACTIVE", standing(COURIER));
    }

    private String phone() {
        return Backstage.rows("select encode(mac, 'hex') as mac from staff_phone where staff_id = ?", COURIER)
                .getFirst().get("mac").toString();
    }

    @ParameterizedTest
    @CsvSource({"staff.left, {\"staffId\":\"Z9999\"}, unknown-person",
            "staff.transferred, '{\"staffId\":\"Z9999\",\"posts\":[\"SORTER\"],\"outlet\":\"SH-PD-01\"}', unknown-person",
            "staff.fired, {\"staffId\":\"K1003\"}, unknown-event-type",
            "staff.joined, '{\"staffId\":\"K1003\",\"posts\":[\"SEC_ADMIN\",\"SYS_ADMIN\"],\"outlet\":\"SH-HQ-01\"}', invalid-posts"})
    void whatCannotBeTakenOverIsRefusedAndLogged(String type, String data, String slug) {
        var answer = hr.deliver(id(), body(type, OffsetDateTime.now().toString(), data));

        Problems.refused(answer, 422, slug);
        Problems.logged(company, answer, "webhook-demonstration", slug);
        assertEquals("ACTIVE", standing(COURIER));
        assertEquals(0, Backstage.count("select count(*) from staff where staff_id = 'Z9999'"));
    }

    static Stream<String> malformed() {
        var now = OffsetDateTime.now().toString();
        return Stream.of("", "null", "[]", "{", "{}", "\"left\"", body("staff.left", now, "null"),
                body("staff.left", now, "{}"), body("staff.left", now, "{\"staffId\":\"k1003\"}"),
                body("staff.left", "yesterday", "{\"staffId\":\"K1003\"}"),
                body("staff.joined", now, "{\"staffId\":\"K1003\"}"),
                body("staff.joined", now, "{\"staffId\":\"K1003\",\"posts\":[],\"outlet\":\"SH-PD-01\"}"),
                body("staff.joined", now, "{\"staffId\":\"K1003\",\"posts\":[\"BOSS\"],\"outlet\":\"SH-PD-01\"}"),
                body("staff.transferred", now, "{\"staffId\":\"K1003\",\"posts\":[\"SORTER\"]}"),
                body("staff.transferred", now, "{\"staffId\":\"K1003\",\"posts\":[\"SORTER\"],\"outlet\":\"'; --\"}"),
                body("staff.phone_changed", now, "{\"staffId\":\"K1003\"}"),
                body("staff.phone_changed", now, "{\"staffId\":\"K1003\",\"phone\":\"hello world\"}"),
                body("staff.left", now, "{\"staffId\":\"K1003\",\"sequence\":-1}"),
                body("staff.left", now, "{\"staffId\":\"K1003\",\"staffId\":\"K1004\"}"),
                body("staff.left", now, "{\"staffId\":\"K1003\",\"more\":1}"),
                body("staff.left", now, "{\"staffId\":\"K1003\"}") + "{}");
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void malformedBodyIsRefusedAndLogged(String body) {
        var answer = hr.deliver(id(), body);

        var slug = answer.<String>path("type").replace("/problems/", "");
        assertTrue(List.of("malformed-json", "invalid-request").contains(slug), slug);
        Problems.refused(answer, 400, slug);
        Problems.logged(company, answer, "webhook-demonstration", slug);
        assertEquals("ACTIVE", standing(COURIER));
    }

    @Test
    void futureDateIsRefused() {
        var at = OffsetDateTime.now().plusMinutes(10);

        Problems.refused(hr.deliver(id(), HrWebhook.event("staff.left", COURIER, at, Map.of())), 422,
                "effective-in-future");
        assertEquals("ACTIVE", standing(COURIER));
    }

    @Test
    void clockThatIsAMinuteAheadIsBorneWith() {
        var at = OffsetDateTime.now().plusMinutes(1);

        hr.deliver(id(), HrWebhook.event("staff.left", COURIER, at, Map.of())).then().statusCode(200);

        assertEquals("LEFT", standing(COURIER));
        Backstage.change("delete from staff_event where staff_id = ? and effective_at > now()", COURIER);
    }

    static Stream<String> signatures() {
        return Stream.of("v1", "v1,", "v1,AAAA", "v2,AAAA", "v1,!!!", "v1a,AAAA", ",",
                "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=");
    }

    @ParameterizedTest
    @MethodSource("signatures")
    void wrongSignatureChangesNothing(String signature) {
        var body = HrWebhook.event("staff.left", COURIER, OffsetDateTime.now(), Map.of());

        var answer = hr.send(id(), seconds(0), signature, body);

        refusedAsStranger(answer, "webhook-signature");
    }

    @Test
    void alteredBodyChangesNothing() {
        var id = id();
        var body = HrWebhook.event("staff.left", "K1004", OffsetDateTime.now(), Map.of());
        var signature = hr.signature(id, Instant.now().getEpochSecond(), body);

        var answer = hr.send(id, seconds(0), signature, body.replace("K1004", COURIER));

        refusedAsStranger(answer, "webhook-signature");
    }

    @Test
    void signatureOfAnotherIdOrTimeChangesNothing() {
        var id = id();
        long now = Instant.now().getEpochSecond();
        var body = HrWebhook.event("staff.left", COURIER, OffsetDateTime.now(), Map.of());
        var signature = hr.signature(id, now, body);

        refusedAsStranger(hr.send(id(), seconds(0), signature, body), "webhook-signature");
        refusedAsStranger(hr.send(id, Long.toString(now + 1), signature, body), "webhook-signature");
    }

    @ParameterizedTest
    @CsvSource({"-301", "301", "-86400"})
    void deliveryOfAnotherTimeChangesNothing(long offset) {
        var id = id();
        var body = HrWebhook.event("staff.left", COURIER, OffsetDateTime.now(), Map.of());
        long then = Instant.now().getEpochSecond() + offset;

        Problems.refused(hr.send(id, Long.toString(then), hr.signature(id, then, body), body), 400,
                "webhook-timestamp");
        assertEquals("ACTIVE", standing(COURIER));
    }

    @ParameterizedTest
    @CsvSource({"a.b, 1", "'', 1", "a, x", "a, -1", "a, 99999999999999"})
    void headersOfAnotherFormAreRefused(String id, String timestamp) {
        Problems.refused(hr.send(id, timestamp, "v1,AAAA", "{}"), 400, "webhook-headers");
    }

    @Test
    void oneGoodSignatureAmongSeveralIsEnough() {
        var id = id();
        var body = HrWebhook.event("staff.suspended", COURIER, OffsetDateTime.now(), Map.of());
        var good = hr.signature(id, Instant.now().getEpochSecond(), body);

        hr.send(id, seconds(0), "v1a,AAAA v1,AAAA v9,x " + good, body).then().statusCode(200);
    }

    @Test
    void signatureOfAnUnknownEd25519KeyChangesNothing() throws Exception {
        var id = id();
        var body = HrWebhook.event("staff.left", COURIER, OffsetDateTime.now(), Map.of());
        var pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        var signer = Signature.getInstance("Ed25519");
        signer.initSign(pair.getPrivate());
        signer.update((id + "." + seconds(0) + "." + body).getBytes());

        var answer = hr.send(id, seconds(0), "v1a," + Base64.getEncoder().encodeToString(signer.sign()), body);

        refusedAsStranger(answer, "webhook-signature");
    }

    @Test
    void hugeBodyIsRefused() {
        var answer = hr.deliver(id(), "{\"type\":\"" + "x".repeat(70_000) + "\"}");

        Problems.refused(answer, 413, "body-too-large");
    }

    @Test
    void heartbeatIsHeard() {
        var before = company.machine("hr").get("/v1/hr/feed").then().statusCode(200).extract().path("heardAt");
        assertNotNull(before);

        hr.deliver(id(), "{\"type\":\"hr.heartbeat\",\"timestamp\":\"" + OffsetDateTime.now() + "\"}").then()
                .statusCode(204);
    }

    private void refusedAsStranger(Response answer, String slug) {
        Problems.refused(answer, 401, slug);
        assertNull(answer.header("Doorstep-Entry"));
        assertEquals("ACTIVE", standing(COURIER));
    }

    private static String standing(String staffId) {
        return Backstage.rows("select standing from staff where staff_id = ?", staffId).getFirst().get("standing")
                .toString();
    }

    private static String body(String type, String timestamp, String data) {
        return "{\"type\":\"" + type + "\",\"timestamp\":\"" + timestamp + "\",\"data\":" + data + "}";
    }

    private static String id() {
        return "evt_" + UUID.randomUUID();
    }

    private static String seconds(long offset) {
        return Long.toString(Instant.now().getEpochSecond() + offset);
    }
}
