package org.doorstep.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers planted in everything that a side may write: none of them reaches the other. */
class NoNumberPassesTest extends AgentOnLoopback {

    private static final String PLANTED = "13800138000";
    /** Of the headers and description lines that carry them. */
    private static final String[] MORE = {"sdp", "planted-sdp", "contact", PLANTED, "more",
            "planted-headers"};

    @ParameterizedTest
    @CsvSource({COURIER + ",calls,answers", RECIPIENT + ",calls,answers", COURIER + ",calls,answers-early",
            COURIER + ",offers-late,answers", COURIER + ",calls-and-is-hung-up-on,answers-and-hangs-up"})
    void nothingThatOneSideWritesReachesTheOther(String caller, String calls, String answers) {
        start();
        var called = called(answers, MORE);
        var calling = callingFrom(caller, X, calls, MORE);
        calling.succeeds();
        called.succeeds();

        assertNothingOf(PLANTED, calling);
        assertNothingOf(PLANTED, called);
        assertNothingOf(caller, called);
        assertNothingOf(bridges.pairs.get(caller), calling);
    }

    @Test
    void nothingInARefusalReachesTheCaller() {
        start();
        var called = called("refuses", "status", "486 Busy " + PLANTED, "contact", PLANTED, "more", MORE[5]);
        var calling = calling("refused", "expected", "486", "more", MORE[5]);

        calling.succeeds();
        called.succeeds();
        assertNothingOf(PLANTED, calling);
        assertNothingOf(PLANTED, called);
    }

    @Test
    void nothingInAChangeReachesTheOtherSide() {
        start();
        var called = called("answers-and-is-held", MORE);
        var calling = calling("holds", "change", "INVITE", "sdp", "planted-sdp", "more", MORE[5]);

        calling.succeeds();
        called.succeeds();
        assertNothingOf(PLANTED, calling);
        assertNothingOf(PLANTED, called);
    }

    /** In what came; a response repeats what this side itself wrote in From, To and Via (RFC 3261, 8.2.6.2). */
    private static void assertNothingOf(String number, Sipp side) {
        var received = side.received();
        assertFalse(received.isEmpty());
        received.lines().filter(line -> !line.startsWith("From:") && !line.startsWith("To:")
                || !line.contains(number)).forEach(line -> assertFalse(line.contains(number), line));
        assertEquals(0, received.lines().filter(line -> line.startsWith("From:") && line.contains(PLANTED)).count());
    }
}
