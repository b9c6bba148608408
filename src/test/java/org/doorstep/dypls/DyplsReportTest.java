package org.doorstep.dypls;

import static org.doorstep.telephone.ScriptedBridges.BRIDGE;
import static org.doorstep.telephone.ScriptedBridges.CALL;
import static org.doorstep.telephone.ScriptedBridges.PARTY;
import static org.doorstep.telephone.ScriptedBridges.STAFF;
import static org.doorstep.telephone.ScriptedBridges.X;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import jakarta.ws.rs.core.Response;

import org.doorstep.bridge.CallDecision.Refusal;
import org.doorstep.bridge.CallEvent;
import org.doorstep.bridge.CallEvent.Cause;
import org.doorstep.bridge.CallEvent.EndedBy;
import org.doorstep.telephone.ScriptedBridges;
import org.doorstep.telephone.Telephone;
import org.doorstep.telephone.Telephone.HandClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/** What Dypls reports, in whatever order and however often. */
class DyplsReportTest {

    private static final Instant STARTED = Instant.parse("2026-11-22T04:00:08Z");
    private static final Instant ENDED = Instant.parse("2026-11-22T04:01:00Z");

    private final ScriptedBridges bridges = new ScriptedBridges();
    private CallsHere calls;
    private ReportResource door;

    @BeforeEach
    void start() {
        start("dypls");
    }

    private void start(String provider) {
        var config = Telephone.settings(DyplsConfig.class, Map.of("doorstep.dypls.access-key-id", StandInDypls.KEY,
                "doorstep.dypls.access-key-secret", StandInDypls.SECRET, "doorstep.dypls.pool-key", StandInDypls.POOL,
                "doorstep.dypls.report-secret", StandInDypls.REPORT_SECRET));
        calls = new CallsHere();
        door = new ReportResource(new DyplsAccount(config, provider),
                new HearReport(bridges, calls, config, new HandClock()), new ObjectMapper(), new SimpleMeterRegistry());
    }

    @Test
    void startOfACallIsDecidedOn() {
        assertEquals(200, report("SecretStartReport", started(0)).getStatus());

        var asked = bridges.asked().getFirst();
        assertEquals(List.of("dypls", "call-1", X, STAFF, "127.0.0.1"), List.of(asked.provider(), asked.providerCall(),
                asked.called(), asked.caller(), asked.source()));
        assertEquals(List.of(), bridges.told());
    }

    @Test
    void otherSideThatCallsIsTheCaller() {
        report("SecretStartReport", started(1));

        assertEquals(PARTY, bridges.asked().getFirst().caller());
    }

    @Test
    void callIsFollowedToItsEnd() {
        report("SecretStartReport", started(0));
        report("SecretRingReport",
                "[{\"call_id\":\"call-1\",\"call_type\":\"0\",\"ring_time\":\"2026-11-22 12:00:03\"}]");
        report("SecretPickUpReport",
                "[{\"call_id\":\"call-1\",\"call_type\":\"0\",\"start_time\":\"2026-11-22 12:00:08\"}]");
        report("SecretReport", ended("2026-11-22 12:00:08", 1, 16));

        assertEquals(List.of("Ringing", "Answered", "Answered", "Ended"), kinds());
        assertEquals(Instant.parse("2026-11-22T04:00:03Z"), bridges.told().getFirst().at());
        assertEquals(STARTED, bridges.told().get(1).at());
        assertEquals(new CallEvent.Ended(CALL, ENDED, EndedBy.CALLER, Cause.HUNG_UP, 0), bridges.told().getLast());
        assertEquals(1, bridges.asked().size());
    }

    @Test
    void endWithoutAStartIsACallToo() {
        report("SecretReport", ended("2026-11-22 12:00:08", 2, 16));

        assertEquals(1, bridges.asked().size());
        assertEquals(List.of("Answered", "Ended"), kinds());
        assertEquals(EndedBy.CALLED, ((CallEvent.Ended) bridges.told().getLast()).by());
    }

    @ParameterizedTest
    @CsvSource({"1,31,CALLER,CANCELLED,487", "0,17,NETWORK,BUSY,486", "2,21,CALLED,REJECTED,403",
            "0,19,NETWORK,NO_ANSWER,480", "0,1,NETWORK,FAILED,404", "0,127,NETWORK,FAILED,500"})
    void callThatWasNotAnsweredEndsWithItsReason(int direction, int release, EndedBy by, Cause cause, int status) {
        report("SecretReport", ended("2026-11-22 12:01:00", direction, release));

        assertEquals(List.of(new CallEvent.Ended(CALL, ENDED, by, cause, status)), bridges.told());
    }

    @Test
    void callThatDyplsStoppedItselfIsInTheLogAndOver() {
        report("SecretStartReport", started(4));

        assertEquals(1, bridges.asked().size());
        assertEquals(List.of("Ended"), kinds());
    }

    @Test
    void refusedCallIsAskedForOnceAndHasNoEvents() {
        bridges.refuses(Refusal.ENDED);

        report("SecretStartReport", started(0));
        report("SecretReport", ended("2026-11-22 12:00:08", 1, 16));

        assertEquals(1, bridges.asked().size());
        assertEquals(List.of(), bridges.told());
    }

    @Test
    void reportThatCannotBeTakenOverIsSentAgain() {
        bridges.refuses(Refusal.UNAVAILABLE);
        assertEquals(503, report("SecretStartReport", started(0)).getStatus());
        bridges.forget();

        assertEquals(200, report("SecretStartReport", started(0)).getStatus());
    }

    @Test
    void answeredCallThatMayNotGoOnIsTakenOverAllTheSame() {
        bridges.endsWhatIsAnswered();

        assertEquals(200, report("SecretReport", ended("2026-11-22 12:00:08", 1, 16)).getStatus());
        assertEquals(List.of("Answered", "Ended"), kinds());
    }

    @Test
    void severalCallsComeInOneReport() {
        report("SecretStartReport",
                "[" + one("call-1", 0) + "," + one("call-2", 0) + "," + one("call-3", 2) + ",{},7]");

        assertEquals(List.of("call-1", "call-2"), bridges.asked().stream().map(call -> call.providerCall()).toList());
    }

    @Test
    void liveCallsAreThoseOfTheBridgeUntilTheirEnd() {
        report("SecretStartReport", started(0));
        assertEquals(List.of("call-1"), calls.of(BRIDGE).stream().map(call -> call.providerCall()).toList());

        report("SecretReport", ended("2026-11-22 12:00:08", 1, 16));
        assertEquals(List.of(), calls.of(BRIDGE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0123456789abcdefghijklmnopqrstuvwxyy", "0123456789abcdefghijklmnopqrstuvwxy", "x", ""})
    void wrongSecretIsAnAddressWhereThereIsNothing(String secret) {
        var response = send(secret, "SecretStartReport", started(0));

        assertEquals(404, response.getStatus());
        assertEquals(List.of(), bridges.asked());
        assertFalse(response.getEntity().toString().contains(STAFF));
    }

    @Test
    void withoutDyplsSelectedThereIsNothing() {
        start("none");

        assertEquals(404, report("SecretStartReport", started(0)).getStatus());
    }

    @Test
    void otherMessagesHaveNoAddress() {
        assertEquals(404, report("SecretRecording", "[]").getStatus());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[", "7"})
    void bodyThatIsNoListIsSaidToBeNone(String body) {
        assertEquals(400, report("SecretReport", body).getStatus());
    }

    private Response report(String type, String body) {
        return send(StandInDypls.REPORT_SECRET, type, body);
    }

    private Response send(String secret, String type, String body) {
        return door.report(secret, type, Telephone.request(), body.getBytes(StandardCharsets.UTF_8)).await()
                .atMost(Duration.ofSeconds(10));
    }

    private static String started(int type) {
        return "[" + one("call-1", type) + "]";
    }

    private static String one(String id, int type) {
        return """
                {"phone_no": "%s", "pool_key": "FC0000001", "city": "重庆", "sub_id": 100001, "out_id": "%s",
                 "unconnected_cause": 0, "call_time": "2026-11-22 12:00:00", "peer_no": "%s",
                 "called_display_no": "%s", "call_id": "%s", "partner_key": "FC0000001", "id": "1", "secret_no": "%s",
                 "call_type": %d, "control_type": "CONTINUE"}""".formatted(STAFF, BRIDGE, PARTY, X, id, X, type);
    }

    private static String ended(String startTime, int direction, int cause) {
        return """
                [{"phone_no": "%s", "city": "北京", "call_out_time": "2026-11-22 12:00:01",
                  "ring_time": "2026-11-22 12:00:03", "free_ring_time": "2026-11-22 12:00:03", "control_msg": "OK",
                  "id": 1, "secret_no": "%s", "call_type": 0, "control_type": "CONTINUE",
                  "release_time": "2026-11-22 12:01:00", "pool_key": "FC0000001", "sub_id": 100001,
                  "unconnected_cause": 0, "call_time": "2026-11-22 12:00:00", "peer_no": "%s",
                  "called_display_no": "%s", "release_dir": %d, "call_id": "call-1", "start_time": "%s",
                  "partner_key": "FC0000001", "out_id": "%s", "release_cause": %d}]"""
                .formatted(STAFF, X, PARTY, X, direction, startTime, BRIDGE, cause);
    }

    private List<String> kinds() {
        return bridges.told().stream().map(event -> event.getClass().getSimpleName()).toList();
    }
}
