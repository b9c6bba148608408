package org.doorstep.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.doorstep.bridge.CallEvent;
import org.doorstep.bridge.CallEvent.Cause;
import org.doorstep.bridge.CallEvent.EndedBy;
import org.doorstep.bridge.EndReason;
import org.doorstep.bridge.HungUp;
import org.doorstep.bridge.LiveCall;
import org.doorstep.stack.FreePort;
import org.junit.jupiter.api.Test;

import io.smallrye.mutiny.Uni;

/** Calls that Doorstep ends. */
class EndingCallsTest extends AgentOnLoopback {

    private static final Duration LONG = Duration.ofSeconds(20);

    private LiveCall only() {
        await(() -> !live().isEmpty());
        return live().getFirst();
    }

    private List<LiveCall> live() {
        return agent().liveCalls(bridges.bridge, "").await().atMost(LONG);
    }

    private HungUp hangUp(SipAgent agent, LiveCall call) {
        return agent.hangUp(call, EndReason.REVOKED).await().atMost(LONG);
    }

    private void answered() {
        await(() -> !bridges.events(CallEvent.Answered.class).isEmpty());
    }

    @Test
    void revokedCallIsOverOnBothSides() {
        start();
        var called = called("answers");
        var calling = calling("calls-and-is-hung-up-on");
        answered();
        await(() -> calling.messages().contains("ACK sip:"));

        var call = only();
        assertEquals(HungUp.DROPPED, hangUp(agent(), call));
        called.succeeds();
        calling.succeeds();
        assertEnded(EndedBy.DOORSTEP, Cause.REVOKED, 0);
        assertEquals(List.of(), live());
    }

    @Test
    void callThatRingsIsTakenBack() {
        start();
        var called = called("rings-until-cancelled");
        var calling = calling("refused", "expected", "410");
        await(() -> !bridges.events(CallEvent.Ringing.class).isEmpty());

        assertEquals(HungUp.DROPPED, hangUp(agent(), only()));
        called.succeeds();
        calling.succeeds();
        assertEnded(EndedBy.DOORSTEP, Cause.REVOKED, 410);
    }

    @Test
    void callWhoseBridgeEndedWhileItRangNeverConnects() {
        bridges.mayGoOn = Uni.createFrom().item(false);
        start();
        var called = called("answers");
        var calling = calling("refused", "expected", "410");

        calling.succeeds();
        called.succeeds();
        assertEnded(EndedBy.DOORSTEP, Cause.REVOKED, 410);
    }

    @Test
    void callWhoseAnswerCannotBeCheckedNeverConnects() {
        bridges.mayGoOn = Uni.createFrom().failure(new IllegalStateException());
        start();
        var called = called("answers");

        calling("refused", "expected", "503").succeeds();
        called.succeeds();
        assertEnded(EndedBy.DOORSTEP, Cause.FAILED, 503);
    }

    @Test
    void callWhoseAnswerIsNotCheckedInTimeNeverConnects() {
        bridges.mayGoOn = Uni.createFrom().nothing();
        start("decision", "200ms");
        var called = called("answers");

        calling("refused-late", "expected", "503").succeeds();
        called.succeeds();
        assertEnded(EndedBy.DOORSTEP, Cause.FAILED, 503);
    }

    @Test
    void stopEndsEveryCall() {
        var agent = start();
        var called = called("answers");
        var calling = calling("calls-and-is-hung-up-on");
        answered();
        await(() -> calling.messages().contains("ACK sip:"));

        agent.close();
        called.succeeds();
        calling.succeeds();
        assertEnded(EndedBy.DOORSTEP, Cause.RESTARTED, 0);
    }

    @Test
    void agentThatWasNotThereEndsACallByItsHandle() {
        var killed = start();
        var called = called("answers-and-is-hung-up-on-from-elsewhere");
        var calling = calling("calls-and-is-hung-up-on-from-elsewhere");
        var call = leftBy(killed, calling);

        assertEquals(HungUp.DROPPED, hangUp(start(), call));
        called.succeeds();
        calling.succeeds();
    }

    @Test
    void callThatBothSidesHaveForgottenIsOver() {
        var killed = start();
        var called = called("answers-then-forgets");
        var calling = calling("calls-then-forgets");
        var call = leftBy(killed, calling);

        assertEquals(HungUp.ALREADY_ENDED, hangUp(start(), call));
        called.succeeds();
        calling.succeeds();
    }

    @Test
    void callOfWhichNobodyAnswersIsNotClaimedToBeOver() {
        var killed = start();
        var called = called("answers");
        var calling = calling("calls-and-is-hung-up-on");
        var call = leftBy(killed, calling);
        called.close();
        calling.close();

        assertEquals(HungUp.UNKNOWN, hangUp(start(), call));
    }

    @Test
    void twoWhoEndTheSameCallByItsHandleAreToldTheSame() {
        var killed = start();
        var called = called("answers-and-is-hung-up-on-from-elsewhere", "thinks", "400");
        var calling = calling("calls-and-is-hung-up-on-from-elsewhere", "thinks", "400");
        var call = leftBy(killed, calling);
        var next = start();

        var both = Uni.join().all(next.hangUp(call, EndReason.REVOKED), next.hangUp(call, EndReason.RESTARTED))
                .andFailFast().await().atMost(LONG);
        assertEquals(List.of(HungUp.DROPPED, HungUp.DROPPED), both);
        called.succeeds();
        calling.succeeds();
    }

    /** A call that is up, and whose agent is gone. */
    private LiveCall leftBy(SipAgent killed, Sipp calling) {
        answered();
        await(() -> calling.messages().contains("ACK sip:"));
        var call = only();
        killed.halt();
        return call;
    }

    @Test
    void callWithoutAHandleIsNotClaimedToBeOver() {
        start();

        assertEquals(HungUp.UNKNOWN, hangUp(agent(), new LiveCall(UUID.randomUUID(), "x", new byte[0])));
    }

    @Test
    void hundredCallsEndAtOnce() {
        start("limits.calls-per-second", "200");
        var called = opened(Sipp.start("answers", trunk, agent().port(Transport.UDP), Map.of(), "-m", "100"));
        var calling = opened(Sipp.start("calls-and-is-hung-up-on", FreePort.next(), agent().port(Transport.UDP),
                Map.of(), "-m", "100", "-r", "50", "-l", "100", "-key", "caller", COURIER, "-key", "called", X));
        await(() -> bridges.events(CallEvent.Answered.class).size() == 100);
        await(() -> calling.messages().split("\nACK sip:").length > 100);
        await(() -> called.received().split("\nACK sip:").length > 100);

        var calls = live();
        long begun = System.nanoTime();
        Uni.join().all(calls.stream().map(call -> agent().hangUp(call, EndReason.REVOKED)).toList()).andFailFast()
                .await().atMost(LONG);
        long millis = (System.nanoTime() - begun) / 1_000_000;
        called.succeeds();
        calling.succeeds();
        System.out.println("100 calls, 200 sides: " + millis + " ms from the first hang-up to the last BYE sent");
        assertEquals(100, calls.size());
        assertTrue(millis < 5_000);
        assertEquals(100, bridges.events(CallEvent.Ended.class).size());
    }
}
