package org.doorstep.sip;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;

import org.doorstep.bridge.CallEvent;
import org.doorstep.bridge.CallEvent.Cause;
import org.doorstep.bridge.CallEvent.EndedBy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.smallrye.mutiny.Uni;

/** How calls begin, and how they do not. */
class SipAgentTest extends AgentOnLoopback {

    @ParameterizedTest
    @ValueSource(strings = {COURIER, RECIPIENT})
    void eachSideReachesTheOther(String caller) {
        start();
        var called = called("answers");
        callingFrom(caller, X, "calls").succeeds();

        called.succeeds();
        assertEnded(EndedBy.CALLER, Cause.HUNG_UP, 0);
        assertEquals(1, bridges.events(CallEvent.Ringing.class).size());
        assertTrue(called.received().contains("INVITE sip:" + bridges.pairs.get(caller) + "@127.0.0.1:" + trunk));
        assertTrue(called.received().contains("From: <sip:" + X + "@127.0.0.1;user=phone>"));
    }

    @Test
    void calledSideMayHangUp() {
        start();
        var called = called("answers-and-hangs-up");
        calling("calls-and-is-hung-up-on").succeeds();

        called.succeeds();
        assertEnded(EndedBy.CALLED, Cause.HUNG_UP, 0);
    }

    @ParameterizedTest
    @CsvSource({"14900000009,14400000003,403", COURIER + ",14400000004,410", COURIER + ",14400000005,404",
            "anonymous,14400000003,403", COURIER + ",nobody,404"})
    void refusalsTellWhy(String caller, String number, String status) {
        start();

        callingFrom(caller, number, "refused", "expected", status).succeeds();
        assertTrue(bridges.events.isEmpty());
    }

    @Test
    void callThatCannotBeDecidedIsRefused() {
        bridges.before = Uni.createFrom().failure(new IllegalStateException());
        start();

        calling("refused", "expected", "503").succeeds();
    }

    @Test
    void callThatIsNotDecidedInTimeIsRefused() {
        bridges.before = Uni.createFrom().nothing();
        start("decision", "200ms");

        calling("refused", "expected", "503").succeeds();
    }

    @Test
    void extensionIsReadBehindTheNumber() {
        start("numbers.length", "11", "numbers.strip", "+86");

        callingFrom("+86" + COURIER, "+861440000000312", "refused", "expected", "480");
        await(() -> !bridges.asked.isEmpty());
        assertEquals(X, bridges.asked.getFirst().called());
        assertEquals(Optional.of("12"), bridges.asked.getFirst().extension());
        assertEquals(COURIER, bridges.asked.getFirst().caller());
    }

    @Test
    void assertedIdentityIsTheCallerWhereTheTrunkSendsIt() {
        start("identity", "P_ASSERTED");
        var called = called("answers");

        callingFrom("anonymous", X, "calls", "more", "P-Asserted-Identity: <sip:" + COURIER + "@example.com>")
                .succeeds();
        called.succeeds();
    }

    @Test
    void numberInFromCountsForNothingWhereIdentityIsAsserted() {
        start("identity", "P_ASSERTED");

        calling("refused", "expected", "403").succeeds();
        assertEquals("", bridges.asked.getFirst().caller());
    }

    @ParameterizedTest
    @CsvSource({"486 Busy 14900000007,486,BUSY", "603 Decline,603,REJECTED", "404 Not Found,480,REJECTED",
            "480 Away,480,NO_ANSWER", "503 Later,500,FAILED", "421 Extension Required,480,REJECTED"})
    void refusalsOfTheCalledSideAreMapped(String theirs, String ours, Cause cause) {
        start();
        var called = called("refuses", "status", theirs);

        var calling = calling("refused", "expected", ours);
        calling.succeeds();
        called.succeeds();
        assertEnded(EndedBy.CALLED, cause, Integer.parseInt(ours));
    }

    @Test
    void redirectionShowsTheCallerNothing() {
        start();
        var called = called("refuses", "status", "302 Moved 14900000007", "contact", "14900000007", "planted",
                "14900000007");
        var calling = calling("refused", "expected", "480");

        calling.succeeds();
        called.succeeds();
        assertEquals(-1, calling.received().indexOf("14900000007"));
        assertEnded(EndedBy.CALLED, Cause.REJECTED, 480);
    }

    @Test
    void phoneThatNobodyAnswersIsTakenBack() {
        start("ringing", "300ms");
        var called = called("rings-until-cancelled");

        calling("refused", "expected", "480").succeeds();
        called.succeeds();
        assertEnded(EndedBy.CALLED, Cause.NO_ANSWER, 480);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rings-until-cancelled", "answers-when-cancelled"})
    void callerMayTakeTheCallBack(String called) {
        start();
        var ringing = called(called);

        calling("takes-back").succeeds();
        ringing.succeeds();
        assertEnded(EndedBy.CALLER, Cause.CANCELLED, 487);
    }

    @Test
    void callEndsWhereItIsAsLongAsItMayBe() {
        bridges.longest = Duration.ofMillis(300);
        start();
        var called = called("answers");

        calling("calls-and-is-hung-up-on").succeeds();
        called.succeeds();
        assertEnded(EndedBy.DOORSTEP, Cause.LONGEST, 0);
    }

    @Test
    void callWithoutAnOfferTakesTheCalledSides() {
        start();
        var called = called("answers");

        calling("offers-late").succeeds();
        called.succeeds();
        assertTrue(called.received().contains("m=audio 6000 RTP/AVP 8 0 101"));
    }

    @Test
    void reliableRingingIsConfirmed() {
        start();
        var called = called("answers-reliably");

        calling("calls").succeeds();
        called.succeeds();
    }

    @Test
    void callThatDemandsReliableRingingIsRefused() {
        start();

        var calling = calling("refused", "expected", "420", "more", "Require: 100rel");
        calling.succeeds();
        assertTrue(calling.received().contains("Unsupported: 100rel"));
    }

    @Test
    void whoIsNotOfTheTrunkGetsNoAnswer() throws Exception {
        var agent = start("trunk.addresses", "192.0.2.0/24");

        try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            var options = """
                    OPTIONS sip:127.0.0.1 SIP/2.0\r
                    Via: SIP/2.0/UDP 127.0.0.1:%d;branch=z9hG4bK1\r
                    From: <sip:a@127.0.0.1>;tag=1\r
                    To: <sip:b@127.0.0.1>\r
                    Call-ID: 1\r
                    CSeq: 1 OPTIONS\r
                    Max-Forwards: 70\r
                    Content-Length: 0\r
                    \r
                    """.formatted(socket.getLocalPort()).getBytes(UTF_8);
            socket.send(new DatagramPacket(options, options.length, InetAddress.getLoopbackAddress(),
                    agent.port(Transport.UDP)));
            socket.setSoTimeout(700);
            assertThrows(SocketTimeoutException.class, () -> socket.receive(new DatagramPacket(new byte[1], 1)));
        }
        assertTrue(bridges.asked.isEmpty());
    }

    @Test
    void moreCallsThanAreTakenAtOnceAreRefusedBeforeAnythingIsAsked() {
        start("limits.calls-per-second", "0");

        var calling = calling("refused", "expected", "503");
        calling.succeeds();
        assertTrue(calling.received().contains("Retry-After: 5"));
        assertTrue(bridges.asked.isEmpty());
    }

    @Test
    void callThatWasPassedOnTooOftenIsRefused() {
        start();

        calling("refused", "expected", "483", "hops", "0").succeeds();
    }

    @Test
    void callThatCameThroughThisAgentIsRefused() {
        var agent = start();

        calling("refused", "expected", "482", "more",
                "Via: SIP/2.0/UDP 127.0.0.1:" + agent.port(Transport.UDP) + ";branch=z9hG4bK-1").succeeds();
    }

    @Test
    void callOfOursThatComesBackIsRefused() {
        start();
        called("answers");
        calling("calls", "talk", "1500");
        await(() -> !bridges.events(CallEvent.Answered.class).isEmpty());

        callingFrom(X, RECIPIENT, "refused", "expected", "482").succeeds();
    }

    @Test
    void callToOurOwnNumberIsRefused() {
        bridges.pairs.put(COURIER, X);
        start();

        calling("refused", "expected", "482").succeeds();
        assertEnded(EndedBy.DOORSTEP, Cause.FAILED, 482);
    }

    @ParameterizedTest
    @CsvSource({"OPTIONS,200", "REGISTER,405", "SUBSCRIBE,405", "NOTIFY,481", "MESSAGE,405", "INFO,405", "PUBLISH,405",
            "REFER,403", "UPDATE,481", "BYE,481"})
    void onlyCallsAreServed(String method, String status) {
        start();

        calling("asks", "method", method, "expected", status).succeeds();
    }
}
