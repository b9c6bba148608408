package org.doorstep.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Clock;
import java.util.Map;

import org.doorstep.bridge.CallEvent;
import org.doorstep.bridge.CallEvent.Cause;
import org.doorstep.bridge.CallEvent.EndedBy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls over the agent, with sipp as both sides. */
class SipAgentTest {

    private final ScriptedBridges bridges = new ScriptedBridges();
    private final int trunk = Sipp.freePort();
    private SipAgent agent;

    @BeforeAll
    static void sippIsThere() {
        Sipp.assumeInstalled();
    }

    @AfterEach
    void stop() {
        if (agent != null) {
            agent.close();
        }
    }

    private void start(Map<String, String> more) {
        agent = SipAgent.start(Settings.of(trunk, more), bridges, Clock.systemUTC());
    }

    private Sipp called(String scenario, String... options) {
        return Sipp.start(scenario, trunk, agent.port(Transport.UDP), options);
    }

    private Sipp calls(String scenario, String caller) {
        return Sipp.start(scenario, Sipp.freePort(), agent.port(Transport.UDP), "-key", "caller", caller, "-key",
                "called", ScriptedBridges.X);
    }

    @ParameterizedTest
    @ValueSource(strings = {ScriptedBridges.COURIER, ScriptedBridges.RECIPIENT})
    void eachSideReachesTheOther(String caller) {
        start(Map.of());

        try (var called = called("answers"); var calls = calls("calls", caller)) {
            assertEquals(0, calls.exit(), calls::messages);
            assertEquals(0, called.exit(), called::messages);
        }
        var ended = bridges.events(CallEvent.Ended.class);
        assertEquals(1, ended.size());
        assertEquals(EndedBy.CALLER, ended.getFirst().by());
        assertEquals(Cause.HUNG_UP, ended.getFirst().cause());
    }
}
