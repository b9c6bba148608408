package org.doorstep.twilio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.ws.rs.core.Response;

import org.doorstep.bridge.Binding;
import org.doorstep.bridge.Bound;
import org.doorstep.bridge.CallDecision.Refusal;
import org.doorstep.bridge.CallEvent;
import org.doorstep.bridge.CallEvent.Cause;
import org.doorstep.bridge.CallEvent.EndedBy;
import org.doorstep.bridge.EndReason;
import org.doorstep.bridge.HungUp;
import org.doorstep.bridge.LiveCall;
import org.doorstep.telephone.ScriptedBridges;
import org.doorstep.telephone.Telephone;
import org.doorstep.telephone.Telephone.HandClock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;

/** A call over Twilio, from its webhook to its end. */
class TwilioCallsTest {

    private static final String VOICE = StandInTwilio.PUBLIC + "/v1/telephone/twilio/voice";
    private static final String EVENTS = StandInTwilio.PUBLIC + "/v1/telephone/twilio/calls/" + ScriptedBridges.CALL
            + "/events?longest=600";
    private static final Map<String, String> INCOMING = StandInTwilio.incoming("+86" + ScriptedBridges.STAFF,
            "+86" + ScriptedBridges.X);
    private static Vertx vertx;

    private final ScriptedBridges bridges = new ScriptedBridges();
    private final HandClock clock = new HandClock();
    private StandInTwilio twilio;
    private TwilioResource door;
    private TwilioProvider provider;

    @BeforeAll
    static void vertx() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void closeVertx() {
        vertx.closeAndAwait();
    }

    @BeforeEach
    void start() throws IOException {
        twilio = new StandInTwilio();
        twilio.up(StandInTwilio.CALLER_LEG);
        twilio.up(StandInTwilio.CALLED_LEG);
        start(twilio.settings());
    }

    private void start(Map<String, String> settings) {
        var config = Telephone.settings(TwilioConfig.class, settings);
        var account = new TwilioAccount(config, settings.getOrDefault("doorstep.bridge.provider", "none"));
        var calls = new CallsHere(config, clock);
        var hangUp = new HangUpCall(account, config, vertx);
        provider = new TwilioProvider(hangUp, calls);
        door = new TwilioResource(account, new AnswerCall(account, config, bridges, calls, clock),
                new HearStatus(bridges, calls, hangUp, vertx, clock), new SimpleMeterRegistry());
    }

    @AfterEach
    void stop() {
        twilio.close();
    }

    @Test
    void callOverABridgeRingsTheOtherSideAndShowsX() {
        assertEquals("<?xml version=\"1.0\" ?><Response><Dial>+8614100000003</Dial></Response>",
                ask().replaceAll("<Dial .*?>", "<Dial>").replaceAll("<Number .*?>|</Number>", ""));
        assertTrue(ask().contains("callerId=\"+8616000000002\""));
    }

    @Test
    void callIsBoundedInTimeRingsOpenlyAndIsNotRecorded() {
        var dial = ask();

        for (var attribute : List.of("timeLimit=\"600\"", "timeout=\"30\"", "answerOnBridge=\"true\"",
                "record=\"do-not-record\"", "statusCallbackEvent=\"initiated ringing answered completed\"",
                "statusCallback=\"" + EVENTS + "\"")) {
            assertTrue(dial.contains(attribute), attribute);
        }
    }

    @Test
    void whatTwilioSaysOfTheCallIsPassedOn() {
        ask();

        var asked = bridges.asked().getFirst();
        assertEquals(List.of("twilio", StandInTwilio.CALLER_LEG, "+8616000000002", "+8614000000001", "127.0.0.1"),
                List.of(asked.provider(), asked.providerCall(), asked.called(), asked.caller(), asked.source()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"+266696687", "+86282452253", "anonymous", "client:tommy", "sip:somebody@example.com", ""})
    void withheldCallerIsNobody(String from) {
        voice(StandInTwilio.incoming(from, "+8616000000002"));

        assertEquals("", bridges.asked().getFirst().caller());
    }

    @ParameterizedTest
    @CsvSource({"UNKNOWN_NUMBER,rejected", "STRANGER,rejected", "ENDED,rejected", "LIMIT_REACHED,busy",
            "UNAVAILABLE,busy"})
    void refusedCallIsRejected(Refusal why, String reason) {
        bridges.refuses(why);

        assertEquals("<?xml version=\"1.0\" ?><Response><Reject reason=\"" + reason + "\"></Reject></Response>", ask());
    }

    @Test
    void numberThatOnlyTheMainlandDialsIsNotConnectedAndSaidToHaveFailed() {
        bridges.connects("4001234567");

        assertTrue(ask().contains("<Reject"));
        var ended = assertInstanceOf(CallEvent.Ended.class, bridges.told().getFirst());
        assertEquals(Cause.FAILED, ended.cause());
    }

    @Test
    void textFromABridgeCannotBecomeMarkup() {
        assertEquals(Optional.empty(), DialledNumber.of("+8614100000003</Number><Record/>"));
        assertFalse(TwiMl.dial("<Record/>", "\"><Record/>", Duration.ofSeconds(1), Duration.ofSeconds(5), "&")
                .contains("<Record"));
    }

    @Test
    void requestThatIsNotSignedConnectsNothing() {
        var response = await(door.voice(null, Telephone.request(), StandInTwilio.body(INCOMING)));

        assertEquals(403, response.getStatus());
        assertEquals(List.of(), bridges.asked());
    }

    @Test
    void requestSignedForAnotherAddressConnectsNothing() {
        var signature = StandInTwilio.signature(VOICE.replace("https", "http"), INCOMING);

        assertEquals(403,
                await(door.voice(signature, Telephone.request(), StandInTwilio.body(INCOMING))).getStatus());
        assertEquals(List.of(), bridges.asked());
    }

    @Test
    void alteredRequestConnectsNothing() {
        var altered = StandInTwilio.incoming("+8614000000009", "+8616000000002");

        var response = await(door.voice(StandInTwilio.signature(VOICE, INCOMING), Telephone.request(),
                StandInTwilio.body(altered)));

        assertEquals(403, response.getStatus());
        assertEquals(List.of(), bridges.asked());
    }

    @Test
    void refusalTellsNothingOfTheCall() {
        var problem = await(door.voice("wrong", Telephone.request(), StandInTwilio.body(INCOMING))).getEntity();

        assertFalse(problem.toString().contains("14000000001"), problem.toString());
    }

    @Test
    void withoutTwilioSelectedThereIsNothing() {
        var none = new HashMap<>(twilio.settings());
        none.put("doorstep.bridge.provider", "sip");
        start(none);

        assertEquals(404, voice(INCOMING).getStatus());
        assertEquals(404, tell("ringing").getStatus());
    }

    @Test
    void requestWhoseAnswerWasLostIsAnsweredAgain() {
        var first = ask();
        clock.advance(Duration.ofSeconds(10));

        assertEquals(first, ask());
    }

    @Test
    void copiedRequestGetsNoNumberLater() {
        ask();
        clock.advance(Duration.ofSeconds(16));

        assertTrue(ask().contains("<Reject"));
    }

    @Test
    void copiedRequestGetsNoNumberOnceTheCallHasBegun() {
        ask();
        tell("initiated");

        assertTrue(ask().contains("<Reject"));
    }

    @Test
    void answeredCallGoesOnAndCanBeEndedLater() {
        ask();
        tell("ringing");
        tell("in-progress");

        var at = Instant.parse("2026-11-22T04:00:09Z");
        assertEquals(new CallEvent.Ringing(ScriptedBridges.CALL, at), bridges.told().get(0));
        var answered = assertInstanceOf(CallEvent.Answered.class, bridges.told().get(1));
        assertEquals(StandInTwilio.CALLER_LEG + " " + StandInTwilio.CALLED_LEG,
                new String(answered.handle(), StandardCharsets.US_ASCII));
        assertEquals(List.of(), twilio.ended());
    }

    @Test
    void answeredCallWhoseBridgeEndedMeanwhileIsEndedAtOnce() {
        ask();
        bridges.endsWhatIsAnswered();

        assertEquals(204, tell("in-progress").getStatus());
        assertEquals(List.of(StandInTwilio.CALLER_LEG, StandInTwilio.CALLED_LEG), twilio.ended());
    }

    @Test
    void endOfAnAnsweredCallIsTriedAgain() {
        bridges.endsWhatIsAnswered();
        twilio.fails(3);

        tell("in-progress");

        assertTrue(twilio.ended().contains(StandInTwilio.CALLER_LEG), twilio.ended().toString());
    }

    @ParameterizedTest
    @CsvSource({"busy,CALLED,BUSY,486", "no-answer,NETWORK,NO_ANSWER,480", "canceled,CALLER,CANCELLED,487",
            "failed,NETWORK,FAILED,500"})
    void callThatIsNotAnsweredEndsWithItsReason(String status, EndedBy by, Cause cause, int code) {
        tell(status);

        assertEquals(List.of(new CallEvent.Ended(ScriptedBridges.CALL, Instant.parse("2026-11-22T04:00:09Z"), by, cause,
                code)), bridges.told());
    }

    @Test
    void statusOfTheNetworkIsKept() {
        tell("failed", "SipResponseCode", "404");

        assertEquals(404, ((CallEvent.Ended) bridges.told().getFirst()).status());
    }

    @ParameterizedTest
    @CsvSource({"599,HUNG_UP", "600,LONGEST"})
    void answeredCallEndsByItsSidesOrItsLimit(String seconds, Cause cause) {
        tell("completed", "CallDuration", seconds);

        var ended = assertInstanceOf(CallEvent.Ended.class, bridges.told().getFirst());
        assertEquals(cause, ended.cause());
        assertEquals(0, ended.status());
    }

    @ParameterizedTest
    @CsvSource({"REVOKED,REVOKED", "PARCEL_MOVED,REVOKED", "EXPIRED,EXPIRED", "LONGEST,LONGEST"})
    void callThatDoorstepEndedEndsByDoorstep(EndReason why, Cause cause) {
        provider.hangUp(new LiveCall(ScriptedBridges.CALL, StandInTwilio.CALLER_LEG, new byte[0]), why).await()
                .indefinitely();

        tell("completed");

        var ended = assertInstanceOf(CallEvent.Ended.class, bridges.told().getFirst());
        assertEquals(List.of(EndedBy.DOORSTEP, cause), List.of(ended.by(), ended.cause()));
    }

    @Test
    void limitCannotBeAlteredInTheAddress() {
        var form = StandInTwilio.status("completed", "CallDuration", "600");
        var response = await(door.events(ScriptedBridges.CALL, 6000, StandInTwilio.signature(EVENTS, form),
                Telephone.request(), StandInTwilio.body(form)));

        assertEquals(403, response.getStatus());
    }

    @Test
    void hangUpEndsBothLegs() {
        assertEquals(HungUp.DROPPED, hangUp());
        assertEquals(List.of(StandInTwilio.CALLER_LEG, StandInTwilio.CALLED_LEG), twilio.ended());
    }

    @Test
    void hangUpOfAnEndedCallIsNoFailure() {
        hangUp();

        assertEquals(HungUp.ALREADY_ENDED, hangUp());
    }

    @Test
    void hangUpOfACallThatTwilioForgotIsNoFailure() {
        assertEquals(HungUp.ALREADY_ENDED, provider.hangUp(new LiveCall(ScriptedBridges.CALL,
                "CA000000000000000000000000000000ff", new byte[0]), EndReason.REVOKED).await().indefinitely());
    }

    @Test
    void hangUpThatIsNotAnsweredIsUnknown() {
        twilio.fails(2);
        assertEquals(HungUp.UNKNOWN, hangUp());

        twilio.close();
        assertEquals(HungUp.UNKNOWN, hangUp());
    }

    @Test
    void hangUpWithAnotherSecretIsUnknown() {
        var settings = new HashMap<>(twilio.settings());
        settings.put("doorstep.twilio.api-secret", "another-secret");
        start(settings);

        assertEquals(HungUp.UNKNOWN, hangUp());
    }

    @Test
    void liveCallsAreThoseOfTheBridgeUntilTheirEnd() {
        ask();
        var live = provider.liveCalls(ScriptedBridges.BRIDGE, "").await().indefinitely();
        assertEquals(List.of(ScriptedBridges.CALL), live.stream().map(LiveCall::call).toList());
        assertEquals(List.of(), provider.liveCalls(UUID.randomUUID(), "").await().indefinitely());

        tell("completed");
        assertEquals(List.of(), provider.liveCalls(ScriptedBridges.BRIDGE, "").await().indefinitely());
    }

    @Test
    void bindingNeedsNothingOfTwilioButNumbersItDials() {
        assertInstanceOf(Bound.Done.class, bind(ScriptedBridges.PARTY, Optional.empty()));
        assertInstanceOf(Bound.Rejected.class, bind("95338", Optional.empty()));
        assertInstanceOf(Bound.Rejected.class, bind(ScriptedBridges.PARTY, Optional.of("12")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"account-sid", "auth-token", "api-key", "api-secret", "public-url"})
    void startIsRefusedWithoutASetting(String name) {
        var settings = new HashMap<>(twilio.settings());
        settings.remove("doorstep.twilio." + name);

        var refused = assertThrows(IllegalStateException.class, () -> start(settings));

        assertTrue(refused.getMessage().contains("doorstep.twilio." + name), refused.getMessage());
    }

    @Test
    void startIsRefusedWithoutTls() {
        var settings = new HashMap<>(twilio.settings());
        settings.put("doorstep.twilio.public-url", "http://calls.example");

        assertThrows(IllegalStateException.class, () -> start(settings));
    }

    private String ask() {
        var response = voice(INCOMING);
        assertEquals(200, response.getStatus());
        return response.getEntity().toString();
    }

    private Response voice(Map<String, String> form) {
        return await(door.voice(StandInTwilio.signature(VOICE, form), Telephone.request(), StandInTwilio.body(form)));
    }

    private Response tell(String status, String... more) {
        var form = StandInTwilio.status(status, more);
        return await(door.events(ScriptedBridges.CALL, 600, StandInTwilio.signature(EVENTS, form), Telephone.request(),
                StandInTwilio.body(form)));
    }

    private HungUp hangUp() {
        var handle = (StandInTwilio.CALLER_LEG + " " + StandInTwilio.CALLED_LEG).getBytes(StandardCharsets.US_ASCII);
        return provider.hangUp(new LiveCall(ScriptedBridges.CALL, StandInTwilio.CALLER_LEG, handle), EndReason.REVOKED)
                .await().atMost(Duration.ofSeconds(10));
    }

    private Bound bind(String party, Optional<String> extension) {
        return provider.bind(new Binding(ScriptedBridges.BRIDGE, ScriptedBridges.X, extension, ScriptedBridges.STAFF,
                party, clock.instant().plusSeconds(600), Duration.ofSeconds(600))).await()
                .indefinitely();
    }

    private static Response await(Uni<Response> response) {
        return response.await().atMost(Duration.ofSeconds(10));
    }
}
