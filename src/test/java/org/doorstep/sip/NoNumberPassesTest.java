package org.doorstep.sip;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers planted in everything that a side may write: none of them reaches the other. */
class NoNumberPassesTest extends AgentOnLoopback {

    private static final String BY_CALLER = "14800000008";
    private static final String BY_CALLED = "14900000007";
    private static String[] planted(String number, String... more) {
        var values = new ArrayList<>(List.of("sdp", "planted-sdp", "more", "planted-headers", "contact", number,
                "planted", number));
        values.addAll(List.of(more));
        return values.toArray(String[]::new);
    }

    @ParameterizedTest
    @CsvSource({COURIER + ",calls,answers", RECIPIENT + ",calls,answers", COURIER + ",calls,answers-early",
            COURIER + ",offers-late,answers", COURIER + ",calls-and-is-hung-up-on,answers-and-hangs-up"})
    void nothingThatOneSideWritesReachesTheOther(String caller, String calls, String answers) {
        start();
        var called = called(answers, planted(BY_CALLED));
        var calling = callingFrom(caller, X, calls, planted(BY_CALLER));
        calling.succeeds();
        called.succeeds();

        assertNothingOf(BY_CALLED, calling);
        assertNothingOf(BY_CALLER, called);
        assertNothingOf(caller, called);
        assertNothingOf(bridges.pairs.get(caller), calling);
    }

    @Test
    void nothingInARefusalReachesTheCaller() {
        start();
        var called = called("refuses", planted(BY_CALLED, "status", "486 Busy " + BY_CALLED));
        var calling = calling("refused", planted(BY_CALLER, "expected", "486"));

        calling.succeeds();
        called.succeeds();
        assertNothingOf(BY_CALLED, calling);
        assertNothingOf(BY_CALLER, called);
    }

    @Test
    void nothingInAChangeReachesTheOtherSide() {
        start();
        var called = called("answers-and-is-held", planted(BY_CALLED));
        var calling = calling("holds", planted(BY_CALLER, "change", "INVITE"));

        calling.succeeds();
        called.succeeds();
        assertNothingOf(BY_CALLED, calling);
        assertNothingOf(BY_CALLER, called);
    }

    private static void assertNothingOf(String number, Sipp side) {
        var received = side.received();
        assertFalse(received.isEmpty());
        received.lines().forEach(line -> assertFalse(line.contains(number), line));
    }
}
