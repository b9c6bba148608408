package org.doorstep.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.Map;

/** Where the built-in SIP agent and the telephone network meet on this machine. */
public final class Trunk {

    private Trunk() {
    }

    /** A service's settings: the agent on a port of its own, the network on another one. Tests read the ports too. */
    public static Map<String, String> settings() {
        var agent = Integer.toString(freePort());
        var network = Integer.toString(freePort());
        return Map.of("doorstep.bridge.provider", "sip", "doorstep.sip.udp-port", agent, "doorstep.test.sip-port",
                agent,
                "doorstep.sip.trunk.host", "127.0.0.1", "doorstep.sip.trunk.port", network, "doorstep.test.trunk-port",
                network, "doorstep.sip.limits.calls-per-second", "1000");
    }

    /** A port that nobody has for UDP at the moment. */
    public static int freePort() {
        try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
