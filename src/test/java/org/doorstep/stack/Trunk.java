package org.doorstep.stack;

import java.util.Map;

/** Where the built-in SIP agent and the telephone network meet on this machine. */
public final class Trunk {

    private Trunk() {
    }

    /** A service's settings: the agent on a port of its own, the network on another one. Tests read the ports too. */
    public static Map<String, String> settings() {
        var agent = Integer.toString(FreePort.next());
        var network = Integer.toString(FreePort.next());
        return Map.of("doorstep.bridge.provider", "sip", "doorstep.sip.udp-port", agent, "doorstep.test.sip-port",
                agent,
                "doorstep.sip.trunk.host", "127.0.0.1", "doorstep.sip.trunk.port", network, "doorstep.test.trunk-port",
                network, "doorstep.sip.limits.calls-per-second", "1000");
    }
}
