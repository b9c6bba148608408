package org.doorstep.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;

/** What is counted of calls. */
class CallMetricsTest {

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final ScriptedBridges bridges = new ScriptedBridges();
    private final RawPeer called = new RawPeer();
    private final RawPeer calling = new RawPeer();
    private final List<SipAgent> agents = new ArrayList<>();

    @AfterEach
    void close() {
        agents.forEach(SipAgent::close);
        called.close();
        calling.close();
    }

    @Test
    void callsAreCountedByTheirEnd() {
        int agent = agent();
        called.answering(agent, _ -> 200);
        assertTrue(calling.callsThrough(agent, ScriptedBridges.X, ScriptedBridges.COURIER));
        assertFalse(calling.callsThrough(agent, ScriptedBridges.X, "14900000009"));

        AgentOnLoopback.await(() -> counted("doorstep.sip.calls.ended", "cause", "rejected") == 1);
        assertEquals(1, counted("doorstep.sip.calls.ended", "cause", "hung_up"));
        assertEquals(0, metrics.get("doorstep.sip.calls").gauge().value());
    }

    @Test
    void callBeingSetUpIsThere() {
        bridges.before = Uni.createFrom().nothing();
        int agent = agent();
        Thread.ofVirtual().start(() -> calling.callsThrough(agent, ScriptedBridges.X, ScriptedBridges.COURIER));

        AgentOnLoopback.await(() -> metrics.get("doorstep.sip.calls").gauge().value() == 1);
    }

    @Test
    void callsBeyondTheLimitAreCounted() {
        int agent = agent("limits.calls", "0");
        calling.callsThrough(agent, ScriptedBridges.X, ScriptedBridges.COURIER);

        assertEquals(1, counted("doorstep.sip.refused", "why", "overload"));
        assertTrue(bridges.asked.isEmpty());
    }

    @Test
    void strangersAreCounted() {
        int agent = agent("trunk.addresses", "192.0.2.1");
        assertFalse(calling.isAnswered(agent));

        assertEquals(1, counted("doorstep.sip.refused", "why", "address"));
    }

    @Test
    void noNumberIsALabel() {
        int agent = agent();
        called.answering(agent, _ -> 486);
        calling.callsThrough(agent, ScriptedBridges.X, ScriptedBridges.COURIER);

        AgentOnLoopback.await(() -> counted("doorstep.sip.calls.ended", "cause", "busy") == 1);
        assertFalse(metrics.getMetersAsString().matches("(?s).*[0-9]{6}.*"), metrics::getMetersAsString);
    }

    @Test
    void stoppedAgentHasNoCalls() {
        assertTrue(calling.isAnswered(agent()));
        agents.removeFirst().close();

        assertNull(metrics.find("doorstep.sip.calls").gauge());
    }

    private double counted(String name, String label, String value) {
        var found = metrics.find(name).tag(label, value).counter();
        return found == null ? 0 : found.count();
    }

    private int agent(String... more) {
        var started = SipAgent.start(Settings.of(called.port(), AgentOnLoopback.pairs(more)), bridges,
                Clock.systemUTC(), metrics);
        agents.add(started);
        return started.port(Transport.UDP);
    }
}
