package org.doorstep.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

import org.doorstep.bridge.CallEvent;
import org.doorstep.bridge.CallEvent.Cause;
import org.doorstep.bridge.CallEvent.EndedBy;
import org.doorstep.stack.FreePort;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** An agent on this machine, with sipp as courier and as recipient. */
abstract class AgentOnLoopback {

    static final String X = ScriptedBridges.X;
    static final String COURIER = ScriptedBridges.COURIER;
    static final String RECIPIENT = ScriptedBridges.RECIPIENT;

    final ScriptedBridges bridges = new ScriptedBridges();
    final int trunk = FreePort.next();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private SipAgent agent;

    @BeforeAll
    static void sippIsThere() {
        Sipp.assumeInstalled();
    }

    @AfterEach
    void stop() throws Exception {
        for (var each : opened.reversed()) {
            each.close();
        }
    }

    /** @param more settings behind {@code doorstep.sip.}, names and values in turn */
    SipAgent start(String... more) {
        agent = opened(SipAgent.start(Settings.of(trunk, pairs(more)), bridges, Clock.systemUTC()));
        return agent;
    }

    <T extends AutoCloseable> T opened(T what) {
        opened.add(what);
        return what;
    }

    SipAgent agent() {
        return agent;
    }

    /** The phone that the trunk rings. */
    Sipp called(String scenario, String... values) {
        return opened(Sipp.start(scenario, trunk, agent.port(Transport.UDP), pairs(values)));
    }

    Sipp calling(String scenario, String... values) {
        return callingFrom(COURIER, X, scenario, values);
    }

    Sipp callingFrom(String caller, String number, String scenario, String... values) {
        return opened(Sipp.start(scenario, FreePort.next(), agent.port(Transport.UDP), pairs(values), "-key", "caller",
                caller, "-key", "called", number));
    }

    static Map<String, String> pairs(String... values) {
        var pairs = new java.util.HashMap<String, String>();
        for (int at = 0; at < values.length; at += 2) {
            pairs.put(values[at], values[at + 1]);
        }
        return pairs;
    }

    /** That the one call ended so, and that this was told once. */
    void assertEnded(EndedBy by, Cause cause, int status) {
        await(() -> !bridges.events(CallEvent.Ended.class).isEmpty());
        var ended = bridges.events(CallEvent.Ended.class);
        assertEquals(1, ended.size());
        var only = ended.getFirst();
        assertEquals(by + " " + cause + " " + status, only.by() + " " + only.cause() + " " + only.status());
    }

    static void await(BooleanSupplier done) {
        long until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!done.getAsBoolean()) {
            assertTrue(System.nanoTime() < until, "It did not come about");
            try {
                Thread.sleep(5);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
