package org.doorstep.sip;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Map;

import org.doorstep.stack.FreePort;
import org.junit.jupiter.api.Test;

/** Calls over TCP. */
class TransportTest extends AgentOnLoopback {

    @Test
    void callsGoOverTcp() {
        start("udp-port", "", "tcp-port", "0", "trunk.transport", "TCP");
        int port = agent().port(Transport.TCP);
        var called = opened(Sipp.start("answers", trunk, port, Map.of(), "-t", "t1"));
        await(() -> listens(trunk));
        var calling = opened(Sipp.start("calls", FreePort.next(), port, Map.of(), "-t", "t1", "-key", "caller",
                COURIER, "-key", "called", X));

        calling.succeeds();
        called.succeeds();
    }

    private static boolean listens(int port) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException _) {
            return false;
        }
    }
}
