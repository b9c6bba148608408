package org.doorstep.bridge;

import static org.doorstep.bridge.Telephones.recipient;
import static org.doorstep.bridge.Telephones.refused;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import jakarta.inject.Inject;

import org.doorstep.bridge.CallDecision.Connect;
import org.doorstep.bridge.CallDecision.Refusal;
import org.doorstep.bridge.CallDecision.Refuse;
import org.doorstep.demonstration.Company;
import org.doorstep.demonstration.HrWebhook;
import org.doorstep.stack.Backstage;
import org.doorstep.stack.LocalStackResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

/** A number to call by: who gets one, whom it reaches, and when it reaches nobody any more. */
@QuarkusTest
@WithTestResource(LocalStackResource.class)
class BridgeTest {

    private static final String X = "14400099991";
    private static final String X2 = "14400099992";
    private static final String COURIER = "K1005";
    private static final String OTHER = "K1006";
    private static final String OUTLET = Telephones.OUTLET;
    private static final Duration SOON = Duration.ofSeconds(10);

    @Inject
    BridgeCalls calls;

    private final Company company = new Company();
    private final Telephones telephones = new Telephones(company);
    private final HrWebhook hr = new HrWebhook();

    private String phone = "";

    @BeforeEach
    void people() {
        Backstage.forgetLimits();
        company.employ(COURIER, OTHER, "D4001", "D4004");
        telephones.pool(X, X2);
        phone = telephones.register(COURIER);
    }

    @Test
    void courierAndRecipientReachEachOtherOverOneNumber() {
        var waybill = parcel();
        var bridge = telephones.ask(COURIER, waybill, "DELIVER");
        bridge.then().statusCode(201);
        String x = bridge.path("number");

        var there = assertInstanceOf(Connect.class, call(x, phone));
        var back = assertInstanceOf(Connect.class, call(x, recipient(waybill)));

        assertAll(() -> assertEquals(recipient(waybill), there.target()), () -> assertEquals(phone, back.target()),
                () -> assertEquals(x, there.display()), () -> assertEquals(x, back.display()),
                () -> assertTrue(List.of(X, X2).contains(x)),
                () -> assertEquals(2, bridge.<Integer>path("callsLeft") - 1),
                () -> assertFalse(bridge.asString().contains(phone)),
                () -> assertFalse(bridge.asString().contains(recipient(waybill))),
                () -> assertEquals(false, bridge.path("recording")));
    }

    @Test
    void sameBridgeIsAnsweredWhileItLives() {
        var waybill = parcel();
        var first = telephones.ask(COURIER, waybill, "DELIVER");

        var again = telephones.ask(COURIER, waybill, "DELIVER");

        again.then().statusCode(200);
        assertEquals(first.<String>path("bridge"), again.path("bridge"));
        assertEquals(first.<String>path("expiresAt"), again.path("expiresAt"));
        assertNotEquals(first.<Integer>path("entry"), again.path("entry"));
    }

    @Test
    void nobodyElseGetsThrough() {
        var waybill = parcel();
        telephones.ask(COURIER, waybill, "DELIVER").then().statusCode(201);

        assertEquals(Refusal.STRANGER, refusal(call(X, "14000999999")));
        assertEquals(Refusal.STRANGER, refusal(call(X, "")));
        assertEquals(Refusal.STRANGER, refusal(call(X, telephones.register(OTHER))));
        assertEquals(Refusal.UNKNOWN_NUMBER, refusal(call("14499999999", phone)));
    }

    @Test
    void twoBridgesOfOneCourierHaveTwoNumbersAndNobodyMeetsAgainBeforeTheRestIsOver() {
        var waybills = parcels(3);
        var one = telephones.ask(COURIER, waybills.get(0), "DELIVER");
        var two = telephones.ask(COURIER, waybills.get(1), "DELIVER");
        assertNotEquals(one.<String>path("number"), two.path("number"));

        refused(telephones.ask(COURIER, waybills.get(2), "DELIVER"), 503, "no-number-free");

        telephones.close(COURIER, waybills.get(0), one.path("bridge")).then().statusCode(200);
        refused(telephones.ask(COURIER, waybills.get(2), "DELIVER"), 503, "no-number-free");
        Backstage.change("update bridge_party set free_at = now() - interval '1 s' where free_at is not null");
        var three = telephones.ask(COURIER, waybills.get(2), "DELIVER");
        three.then().statusCode(201);
        assertEquals(one.<String>path("number"), three.path("number"));
    }

    @Test
    void oneNumberServesManyPairs() {
        telephones.pool(X);
        var otherPhone = telephones.register(OTHER);
        var mine = parcel();
        var theirs = company.outForDelivery(OTHER, OUTLET, 1).getFirst();

        telephones.ask(COURIER, mine, "DELIVER").then().statusCode(201);
        telephones.ask(OTHER, theirs, "DELIVER").then().statusCode(201);

        assertEquals(recipient(mine), assertInstanceOf(Connect.class, call(X, phone)).target());
        assertEquals(recipient(theirs), assertInstanceOf(Connect.class, call(X, otherPhone)).target());
    }

    @Test
    void numberThatEndsLikeSomebodysOwnIsNotTaken() {
        telephones.pool("1449990" + phone.substring(phone.length() - 4), X);

        var bridge = telephones.ask(COURIER, parcel(), "DELIVER");

        bridge.then().statusCode(201);
        assertEquals(X, bridge.path("number"));
    }

    @Test
    void callsOfAParcelAreCountedAndCallsBackAreNot() {
        var waybill = parcels(3).getFirst();
        telephones.ask(COURIER, waybill, "DELIVER").then().statusCode(201);
        String x = telephones.ask(COURIER, waybill, "DELIVER").path("number");
        for (int call = 0; call < 3; call++) {
            assertInstanceOf(Connect.class, call(x, recipient(waybill)));
            assertInstanceOf(Connect.class, call(x, phone));
        }

        assertEquals(Refusal.LIMIT_REACHED, refusal(call(x, phone)));
        assertInstanceOf(Connect.class, call(x, recipient(waybill)));

        telephones.close(COURIER, waybill, bridgeOf(waybill)).then().statusCode(200);
        refused(telephones.ask(COURIER, waybill, "DELIVER"), 429, "calls-used-up");
    }

    @Test
    void callsOfADayFollowTheRun() {
        var waybill = parcel();
        telephones.ask(COURIER, waybill, "DELIVER").then().statusCode(201);
        assertInstanceOf(Connect.class, call(x(waybill), phone));
        assertInstanceOf(Connect.class, call(x(waybill), phone));

        assertEquals(Refusal.LIMIT_REACHED, refusal(call(x(waybill), phone)));
    }

    @Test
    void sameCallAskedTwiceIsOneCall() {
        var waybill = parcel();
        telephones.ask(COURIER, waybill, "DELIVER").then().statusCode(201);
        var incoming = incoming(x(waybill), phone);

        var first = assertInstanceOf(Connect.class, decide(incoming));
        var second = assertInstanceOf(Connect.class, decide(incoming));

        assertEquals(first.call(), second.call());
        assertEquals(1, Backstage.count("select calls from bridge where waybill = ?", waybill));
    }

    @Test
    void callThatIsOverIsNotConnectedAgain() {
        var waybill = bridged();
        var incoming = incoming(x(waybill), recipient(waybill));
        var call = assertInstanceOf(Connect.class, decide(incoming)).call();
        tell(new CallEvent.Ended(call, Instant.now(), CallEvent.EndedBy.CALLED, CallEvent.Cause.BUSY, 486));

        assertEquals(Refusal.ENDED, refusal(decide(incoming)));
    }

    @Test
    void whoHasNoRegisteredPhoneIsToldWhatToDo() {
        Backstage.change("delete from staff_phone where staff_id = ?", COURIER);

        refused(telephones.ask(COURIER, parcel(), "DELIVER"), 409, "no-registered-phone");
    }

    @Test
    void recipientWhoseNumberCameMaskedCannotBeCalled() {
        var waybill = Company.freshWaybill();
        company.handIn(Company.json(Company.record(waybill, OUTLET, "140****1234")));
        company.assign(COURIER, waybill).then().statusCode(200);
        Backstage.change("update parcel set stage = 'OUT_FOR_DELIVERY' where waybill = ?", waybill);

        refused(telephones.ask(COURIER, waybill, "DELIVER"), 409, "party-not-callable");
    }

    @Test
    void policyDecidesLikeForAView() {
        var waybill = parcel();
        refused(telephones.ask(OTHER, waybill, "DELIVER"), 403, "parcel-not-available");
        refused(telephones.ask(OTHER, "DS00000000000000", "DELIVER"), 403, "parcel-not-available");
        refused(telephones.ask(COURIER, waybill, "SUPERVISE"), 403, "purpose-not-allowed");
        refused(telephones.ask(COURIER, waybill, "GOSSIP"), 400, "unknown-purpose");
        refused(telephones.ask(COURIER, waybill, "RETURN_COD"), 403, "stage-not-allowed");
        company.move(waybill, OUTLET, "SIGNED");
        refused(telephones.ask(COURIER, waybill, "DELIVER"), 403, "stage-not-allowed");
        refused(telephones.ask(COURIER, waybill, "RUN"), 403, "stage-not-allowed");
    }

    @Test
    void parcelThatIsSignedEndsItsBridge() {
        var waybill = bridged();
        String x = x(waybill);

        company.move(waybill, OUTLET, "SIGNED");

        assertEquals(Refusal.ENDED, refusal(call(x, phone)));
        assertEquals("PARCEL_MOVED", why(waybill));
    }

    @Test
    void parcelThatIsSomebodyElsesNowEndsItsBridge() {
        var waybill = bridged();
        String x = x(waybill);

        company.assign(OTHER, waybill).then().statusCode(200);

        assertEquals(Refusal.ENDED, refusal(call(x, phone)));
        assertEquals("PARCEL_MOVED", why(waybill));
    }

    @Test
    void bridgeOfAnUntouchedParcelLivesOn() {
        var waybills = parcels(3);
        telephones.ask(COURIER, waybills.getFirst(), "DELIVER").then().statusCode(201);

        company.assign(COURIER, waybills.get(0), waybills.get(2)).then().statusCode(200);

        assertInstanceOf(Connect.class, call(x(waybills.getFirst()), phone));
    }

    @Test
    void whoLeavesReachesNobodyAndIsReachedByNobody() {
        var waybill = bridged();
        String x = x(waybill);

        hr.say("staff.left", COURIER, Map.of()).then().statusCode(200);

        assertEquals(Refusal.ENDED, refusal(call(x, phone)));
        assertEquals(Refusal.ENDED, refusal(call(x, recipient(waybill))));
        assertEquals("REVOKED", why(waybill));
        assertEquals(0, Backstage.count("select count(*) from staff_phone where staff_id = ?", COURIER));
    }

    @Test
    void whatALeaverCalledIsInTheirAuditAndNothingOfItIsLeft() {
        var waybill = bridged();
        var call = assertInstanceOf(Connect.class, call(x(waybill), phone)).call();
        tell(new CallEvent.Answered(call, Instant.now(), new byte[0]));
        tell(new CallEvent.Ended(call, Instant.now(), CallEvent.EndedBy.CALLED, CallEvent.Cause.HUNG_UP, 0));

        String offboarding = hr.say("staff.left", COURIER, Map.of()).path("offboarding");
        var steps = company.awaitDone(offboarding);

        var audit = company.person("D4004", "desk-D4004").get("/v1/offboardings/{id}/audit", offboarding);
        audit.then().statusCode(200);
        assertAll(
                () -> assertEquals("no bridge and no call is left",
                        steps.path("steps.find { it.step == 'CALLS' }.outcome")),
                () -> assertEquals(granted("BRIDGE", "DELIVER"),
                        audit.<Integer>path("report.bridges.numbers").longValue()),
                () -> assertEquals(granted("CALL", "ATTEMPT"), audit.<Integer>path("report.bridges.calls").longValue()),
                () -> assertEquals(granted("CALL", "ANSWERED"),
                        audit.<Integer>path("report.bridges.answered").longValue()));
    }

    private static long granted(String action, String purpose) {
        return Backstage.count("select count(*) from access_entry where actor = ? and action = ? and purpose = ? "
                + "and decision = 'GRANTED'", COURIER, action, purpose);
    }

    @Test
    void whoIsHeldBackReachesNobody() {
        var waybill = bridged();
        String x = x(waybill);
        company.employ("D4002");

        int hold = company.person("D4002", "desk-D4002").body(Map.of("kind", "DEVICE", "subject",
                "device-" + COURIER, "reason", "phone reported stolen")).post("/v1/holds").then().statusCode(201)
                .extract().path("hold");

        assertEquals(Refusal.ENDED, refusal(call(x, phone)));
        company.employ("D4003");
        for (var key : List.of("D4002", "D4003")) {
            company.person(key, "desk-" + key).body(Map.of("reason", "phone found again"))
                    .post("/v1/holds/{hold}/release", hold);
        }
    }

    @Test
    void anotherRegisteredPhoneEndsWhatTheOldOneHad() {
        var waybill = bridged();
        String x = x(waybill);

        var newPhone = telephones.register(COURIER);

        assertEquals(Refusal.ENDED, refusal(call(x, phone)));
        assertEquals(Refusal.STRANGER, refusal(call(x, newPhone)));
    }

    @Test
    void bridgeThatIsOverIsOverByTheClockAlone() {
        var waybill = bridged();
        String x = x(waybill);
        Backstage.change("update bridge set expires_at = now() where waybill = ?", waybill);

        assertEquals(Refusal.ENDED, refusal(call(x, phone)));
        await("the look every second ends it", () -> why(waybill).equals("EXPIRED"));
    }

    @Test
    void callIsNoLongerThanTheBridgeLives() {
        var waybill = bridged();
        Backstage.change("update bridge set expires_at = now() + interval '40 s' where waybill = ?", waybill);

        var connected = assertInstanceOf(Connect.class, call(x(waybill), phone));

        assertTrue(connected.longest().compareTo(Duration.ofSeconds(41)) < 0, connected.longest()::toString);
    }

    @Test
    void answerOfACallIsAskedForOnceMore() {
        var waybill = bridged();
        var up = assertInstanceOf(Connect.class, call(x(waybill), phone));
        var late = assertInstanceOf(Connect.class, call(x(waybill), phone));
        assertTrue(tell(new CallEvent.Ringing(up.call(), Instant.now())));
        assertTrue(tell(new CallEvent.Answered(up.call(), Instant.now(), new byte[]{1, 2, 3})));
        assertTrue(tell(new CallEvent.Answered(up.call(), Instant.now(), new byte[]{1, 2, 3})), "told twice");

        hr.say("staff.suspended", COURIER, Map.of()).then().statusCode(200);

        assertFalse(tell(new CallEvent.Answered(late.call(), Instant.now(), new byte[]{1, 2, 3})));
        assertFalse(tell(new CallEvent.Answered(UUID.randomUUID(), Instant.now(), new byte[]{1, 2, 3})));
    }

    /** Whoever changes an access holds the person's row: what is begun meanwhile waits, and then sees the change. */
    @Test
    void nothingConnectsWhileAnAccessIsBeingEnded() throws Exception {
        var waybill = bridged();
        String x = x(waybill);
        var ringing = assertInstanceOf(Connect.class, call(x, phone)).call();
        try (var leaving = Backstage.superuser(); var change = leaving.createStatement()) {
            leaving.setAutoCommit(false);
            change.execute("select from staff where staff_id = '" + COURIER + "' for update");
            var begun = calls.decide(incoming(x, phone)).subscribeAsCompletionStage();
            var answered = calls.onEvent(new CallEvent.Answered(ringing, Instant.now(), new byte[0]))
                    .subscribeAsCompletionStage();
            pause();
            pause();
            assertFalse(begun.isDone(), "a call was decided on beside a change of access");
            assertFalse(answered.isDone(), "an answer was taken beside a change of access");

            change.execute("update staff set epoch = epoch + 1 where staff_id = '" + COURIER + "'");
            leaving.commit();

            assertEquals(Refusal.ENDED, refusal(begun.get(10, TimeUnit.SECONDS)));
            assertFalse(answered.get(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void answerAfterTheBridgeWasClosedConnectsNobody() {
        var waybill = bridged();
        var ringing = assertInstanceOf(Connect.class, call(x(waybill), phone)).call();

        telephones.close(COURIER, waybill, bridgeOf(waybill)).then().statusCode(200);

        assertFalse(tell(new CallEvent.Answered(ringing, Instant.now(), new byte[0])));
    }

    @Test
    void everyStepOfACallIsInTheLogWithoutANumber() {
        var waybill = bridged();
        var call = assertInstanceOf(Connect.class, call(x(waybill), phone)).call();
        var now = Instant.now();
        tell(new CallEvent.Ringing(call, now));
        tell(new CallEvent.Answered(call, now, new byte[]{7}));
        tell(new CallEvent.Ended(call, now.plusSeconds(34), CallEvent.EndedBy.CALLED, CallEvent.Cause.HUNG_UP, 0));
        tell(new CallEvent.Ended(call, now.plusSeconds(34), CallEvent.EndedBy.CALLED, CallEvent.Cause.HUNG_UP, 0));

        var entries = company.entries("waybill", waybill).reversed();

        var steps = entries.stream().filter(entry -> "CALL".equals(entry.get("action"))).toList();
        assertEquals(List.of("ATTEMPT", "RINGING", "ANSWERED", "ENDED"),
                steps.stream().map(entry -> entry.get("purpose")).toList());
        assertAll(() -> assertEquals("after 34 s, by CALLED: HUNG_UP", steps.getLast().get("reason")),
                () -> assertTrue(steps.stream().allMatch(entry -> COURIER.equals(entry.get("actor")))),
                () -> assertEquals(1, steps.stream().map(entry -> entry.get("lease")).distinct().count()),
                () -> assertEquals("BRIDGE", entries.stream().filter(entry -> steps.getFirst().get("lease")
                        .equals(entry.get("lease"))).findFirst().orElseThrow().get("action")),
                () -> assertFalse(entries.toString().contains(phone)),
                () -> assertFalse(entries.toString().contains(recipient(waybill))),
                () -> assertFalse(entries.toString().contains(X)));
    }

    @Test
    void strangersCallIsInTheLogToo() {
        refusal(call(X, "14000999999"));

        var entry = company.entries("action", "CALL").getFirst();

        assertAll(() -> assertEquals("not-on-this-bridge", entry.get("problem")),
                () -> assertEquals("test", entry.get("actor")),
                () -> assertFalse(entry.toString().contains("14000999999")),
                () -> assertFalse(entry.toString().contains(X)));
    }

    @Test
    void endOfABridgeIsInTheLogOnce() {
        var waybill = bridged();
        var bridge = bridgeOf(waybill);

        telephones.close(COURIER, waybill, bridge).then().statusCode(200);
        telephones.close(COURIER, waybill, bridge).then().statusCode(200);

        await("its end is in the log", () -> ends(waybill).size() == 1);
        assertTrue(ends(waybill).getFirst().get("reason").toString().startsWith("CLOSED, calls begun: 0"));
        assertEquals(1, company.entries("waybill", waybill).stream()
                .filter(entry -> "CLOSE".equals(entry.get("purpose"))).count());
    }

    @Test
    void bridgeIsReadByWhomItIsOfAndNobodyElse() {
        var waybill = bridged();
        var bridge = bridgeOf(waybill);
        var call = assertInstanceOf(Connect.class, call(x(waybill), recipient(waybill))).call();
        tell(new CallEvent.Ended(call, Instant.now(), CallEvent.EndedBy.CALLED, CallEvent.Cause.BUSY, 486));

        var own = telephones.read(COURIER, waybill, bridge);

        own.then().statusCode(200);
        assertAll(() -> assertEquals("PARTY", own.path("calls[0].calledBy")),
                () -> assertEquals("BUSY", own.path("calls[0].cause")),
                () -> assertEquals(3, own.<Integer>path("callsLeft")));
        refused(telephones.read(OTHER, waybill, bridge), 404, "unknown-bridge");
        refused(telephones.close(OTHER, waybill, bridge), 404, "unknown-bridge");
        refused(telephones.read(COURIER, waybill, UUID.randomUUID().toString()), 404, "unknown-bridge");
        refused(telephones.read(COURIER, waybill, "1"), 404, "unknown-bridge");
    }

    @Test
    void numberOfAPersonDoesNotComeIntoThePool() {
        var waybill = parcel();

        var answer = telephones.say(OUTLET, List.of(X, phone, recipient(waybill)));

        refused(answer, 422, "number-of-a-person");
        assertEquals(List.of(1, 2), answer.path("places"));
        refused(telephones.say(OUTLET, List.of(X, "no number")), 400, "invalid-request");
        refused(telephones.say("shanghai", List.of(X)), 400, "invalid-request");
        refused(company.person(COURIER, "device-" + COURIER).get("/v1/bridge-numbers"), 403, "post-not-allowed");
    }

    @Test
    void numberThatRetiresServesItsBridgesToTheEnd() {
        var waybill = bridged();
        String x = x(waybill);

        telephones.say(OUTLET, List.of("14400099999")).then().statusCode(200);

        assertInstanceOf(Connect.class, call(x, phone));
        assertEquals("14400099999", telephones.ask(COURIER, parcel(), "DELIVER").path("number"));
    }

    @Test
    void poolOfTheRegionServesWhereTheOutletHasNone() {
        telephones.say(OUTLET, List.of()).then().statusCode(200);
        telephones.say("SH", List.of("14400099977")).then().statusCode(200);

        assertEquals("14400099977", telephones.ask(COURIER, parcel(), "DELIVER").path("number"));

        telephones.say("SH", List.of()).then().statusCode(200);
    }

    @Test
    void operatorSeesPoolsAndWhatTheTelephoneSideCanDo() {
        bridged();

        var overview = company.person("D4001", "desk-D4001").get("/v1/bridge-numbers");

        overview.then().statusCode(200);
        Map<String, Object> pool = overview.<List<Map<String, Object>>>path("pools").stream()
                .filter(known -> OUTLET.equals(known.get("pool"))).findFirst().orElseThrow();
        assertEquals(Map.of("pool", OUTLET, "numbers", 2, "inUse", 1, "bridges", 1), pool);
        assertEquals("sip", overview.path("telephone.provider"));
        assertEquals(true, overview.path("telephone.liveDrop"));
    }

    private String parcel() {
        return company.outForDelivery(COURIER, OUTLET, 1).getFirst();
    }

    private List<String> parcels(int count) {
        return company.outForDelivery(COURIER, OUTLET, count);
    }

    private String bridged() {
        var waybill = parcel();
        telephones.ask(COURIER, waybill, "DELIVER").then().statusCode(201);
        return waybill;
    }

    private static String x(String waybill) {
        return Backstage.rows("select number from bridge where waybill = ?", waybill).getFirst().get("number")
                .toString();
    }

    private static String bridgeOf(String waybill) {
        return Backstage.rows("select bridge_id from bridge where waybill = ?", waybill).getFirst().get("bridge_id")
                .toString();
    }

    private static String why(String waybill) {
        return String.valueOf(Backstage.rows("select ended_why from bridge where waybill = ?", waybill).getFirst()
                .get("ended_why"));
    }

    private List<Map<String, Object>> ends(String waybill) {
        return company.entries("waybill", waybill).stream().filter(entry -> "BRIDGE".equals(entry.get("action"))
                && "ENDED".equals(entry.get("purpose"))).toList();
    }

    private static IncomingCall incoming(String called, String caller) {
        return new IncomingCall("test", UUID.randomUUID().toString(), called, Optional.empty(), caller, "127.0.0.1");
    }

    private CallDecision call(String called, String caller) {
        return decide(incoming(called, caller));
    }

    private CallDecision decide(IncomingCall incoming) {
        return calls.decide(incoming).await().atMost(SOON);
    }

    private boolean tell(CallEvent event) {
        return calls.onEvent(event).await().atMost(SOON);
    }

    private static Refusal refusal(CallDecision decision) {
        return assertInstanceOf(Refuse.class, decision).why();
    }

    private static void await(String what, BooleanSupplier reached) {
        long end = System.nanoTime() + SOON.toNanos();
        while (!reached.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, what);
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
