package org.doorstep.sip;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import org.doorstep.bridge.CallEvent;
import org.doorstep.bridge.CallEvent.Cause;
import org.doorstep.stack.FreePort;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A trunk over TLS, with certificates on both sides. */
class TlsTest {

    private static final String NEWEST = "TLSv1.3";
    private static final TrunkCertificates OURS = new TrunkCertificates("agent", "trunk");
    private static final TrunkCertificates OTHERS = new TrunkCertificates("trunk");

    private final ScriptedBridges bridges = new ScriptedBridges();
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (var each : opened.reversed()) {
            each.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {NEWEST, "TLSv1.2"})
    void callsGoOverTlsWithCertificatesOnBothSides(String protocol) throws IOException {
        var called = peer(OURS, "trunk", NEWEST);
        int agent = agent(called.port());
        called.answering(agent, _ -> 200);
        var wire = new TlsWire(OURS.context("trunk", OURS), protocol);
        var calling = opened(new RawPeer(wire));

        assertTrue(calling.callsThrough(agent, ScriptedBridges.X, ScriptedBridges.COURIER));
        assertTrue(called.settled());
        assertEquals(protocol, wire.agreed());
        AgentOnLoopback.await(() -> bridges.events(CallEvent.Ended.class).stream()
                .anyMatch(end -> end.cause() == Cause.HUNG_UP));
    }

    @Test
    void clientWithoutACertificateIsNotServed() {
        assertNotServed(peer(OURS, "", NEWEST));
    }

    @Test
    void clientWithACertificateOfAnotherAuthorityIsNotServed() {
        assertNotServed(peer(OTHERS, "trunk", NEWEST));
    }

    @Test
    void olderClientWithoutACertificateIsNotServed() {
        assertNotServed(peer(OURS, "", "TLSv1.2"));
    }

    private void assertNotServed(RawPeer stranger) {
        int agent = agent(FreePort.next());

        assertThrows(UncheckedIOException.class,
                () -> stranger.callsThrough(agent, ScriptedBridges.X, ScriptedBridges.COURIER));
        assertTrue(stranger.received().isEmpty());
        assertTrue(bridges.asked.isEmpty());
    }

    @Test
    void strangersTakeNobodysPlace() {
        int agent = agent(FreePort.next(), "limits.connections", "4");
        for (int stranger = 0; stranger < 6; stranger++) {
            var refused = peer(OURS, "", NEWEST);
            assertThrows(UncheckedIOException.class, () -> refused.isAnswered(agent));
        }

        assertTrue(peer(OURS, "trunk", NEWEST).isAnswered(agent));
    }

    @Test
    void trunkWithACertificateOfAnotherAuthorityIsNotCalled() {
        var called = opened(new RawPeer(new TlsWire(OTHERS.context("trunk", OURS), NEWEST)));
        int agent = agent(called.port());
        called.answering(agent, _ -> 200);

        assertFalse(peer(OURS, "trunk", NEWEST).callsThrough(agent, ScriptedBridges.X,
                ScriptedBridges.COURIER));
        assertEquals(1, bridges.asked.size());
        assertTrue(called.received().isEmpty());
    }

    /** A ClientHello of TLS 1.1 (RFC 4346, 7.4.1.2) is answered by the alert protocol_version. */
    @Test
    void oldProtocolsAreRefused() throws IOException {
        int agent = agent(FreePort.next());
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), agent)) {
            socket.setSoTimeout(3000);
            socket.getOutputStream().write(HexFormat.of().parseHex(
                    "160302002d" + "01000029" + "0302" + "00".repeat(32) + "00" + "0002" + "c013" + "0100"));
            var alert = socket.getInputStream().readNBytes(7);

            assertEquals(0x15, alert[0]);
            assertArrayEquals(new byte[]{2, 70}, new byte[]{alert[5], alert[6]});
        }
    }

    /** Believes our authority, and shows what it has of this one. */
    private RawPeer peer(TrunkCertificates shown, String name, String protocol) {
        return opened(new RawPeer(new TlsWire(shown.context(name, OURS), protocol)));
    }

    private int agent(int trunk, String... more) {
        var settings = AgentOnLoopback.pairs(more);
        settings.putAll(Map.of("udp-port", "", "tls-port", "0", "trunk.transport", "TLS", "tls.key-store",
                OURS.keyStore("agent").toString(), "tls.key-store-password", TrunkCertificates.PASSWORD,
                "tls.trust-store", OURS.trustStore().toString(), "tls.trust-store-password",
                TrunkCertificates.PASSWORD));
        return opened(SipAgent.start(Settings.of(trunk, settings), bridges, Clock.systemUTC())).port(Transport.TLS);
    }

    private <T extends AutoCloseable> T opened(T what) {
        opened.add(what);
        return what;
    }
}
