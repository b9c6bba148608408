package org.doorstep.sip;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.doorstep.bridge.CallEvent.Cause;
import org.doorstep.bridge.CallEvent.EndedBy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What may happen to a session that is up. */
class SessionChangeTest extends AgentOnLoopback {

    @ParameterizedTest
    @ValueSource(strings = {"INVITE", "UPDATE"})
    void holdReachesTheOtherSideAsAnInviteOfOurs(String method) {
        start();
        var called = called("answers-and-is-held");
        var calling = calling("holds", "change", method);

        calling.succeeds();
        called.succeeds();
        assertTrue(called.received().contains("a=sendonly"));
        assertTrue(calling.received().contains("a=recvonly"));
        assertEnded(EndedBy.CALLER, Cause.HUNG_UP, 0);
    }

    @Test
    void calledSideMayHoldToo() {
        start();
        var called = called("answers-and-holds");
        var calling = calling("calls-and-is-held");

        calling.succeeds();
        called.succeeds();
        assertTrue(calling.received().contains("a=sendonly"));
    }

    @ParameterizedTest
    @CsvSource({"491 Request Pending,491", "488 Not Acceptable Here,488", "603 Decline 14900000007,500"})
    void refusedChangeLeavesTheCallUp(String theirs, String ours) {
        start();
        var called = called("answers-and-refuses-change", "status", theirs);

        calling("changes-in-vain", "expected", ours).succeeds();
        called.succeeds();
        assertEnded(EndedBy.CALLER, Cause.HUNG_UP, 0);
    }

    @Test
    void transferIsRefusedOnEitherSide() {
        start();
        var called = called("answers-and-transfers");

        calling("transfers").succeeds();
        called.succeeds();
    }

    @Test
    void callThatIsNotRefreshedEnds() {
        start("session.expires", "2s", "session.least", "1s");
        var called = called("answers-and-refreshes-not");

        calling("calls-and-is-hung-up-on", "more", "Supported: timer\nSession-Expires: 60;refresher=uac").succeeds();
        assertEnded(EndedBy.NETWORK, Cause.LOST, 0);
    }

    @Test
    void callThatTheOtherSideHasForgottenEnds() {
        start("session.expires", "2s", "session.least", "1s");
        var called = called("answers-then-knows-nothing");

        calling("calls-and-is-hung-up-on", "more", "Supported: timer\nSession-Expires: 60;refresher=uac").succeeds();
        called.succeeds();
        assertEnded(EndedBy.NETWORK, Cause.LOST, 0);
    }

    @Test
    void sessionThatIsTooShortIsRefused() {
        start();
        var calling = calling("refused", "expected", "422", "more", "Supported: timer\nSession-Expires: 60");

        calling.succeeds();
        assertTrue(calling.received().contains("Min-SE: 90"));
    }

    @Test
    void calledSideMayWantALongerSession() {
        start("ringing", "2s");
        var called = called("wants-longer");

        calling("refused", "expected", "480");
        called.succeeds();
        await(() -> called.received().contains("Session-Expires: 600"));
    }
}
