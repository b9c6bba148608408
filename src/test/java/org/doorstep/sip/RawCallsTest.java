package org.doorstep.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import org.doorstep.bridge.CallEvent;
import org.doorstep.bridge.CallEvent.Cause;
import org.doorstep.bridge.CallEvent.EndedBy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls of which every message is written by hand, on either side. */
class RawCallsTest {

    private final ScriptedBridges bridges = new ScriptedBridges();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final List<String> logged = new CopyOnWriteArrayList<>();
    private final Handler log = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            logged.add(entry.getMessage());
        }

        @Override
        public void flush() {
            // Nothing is kept back.
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    };
    private final Logger logger = Logger.getLogger("org.doorstep.sip");
    private RawPeer trunk;
    private RawPeer caller;
    private int agent;

    @BeforeEach
    void listen() {
        logger.addHandler(log);
    }

    @AfterEach
    void stop() throws Exception {
        for (var each : opened.reversed()) {
            each.close();
        }
        logger.removeHandler(log);
    }

    private SipAgent start(String... more) {
        trunk = opened(new RawPeer());
        caller = opened(new RawPeer());
        var started = opened(SipAgent.start(Settings.of(trunk.port(), AgentOnLoopback.pairs(more)), bridges,
                Clock.systemUTC()));
        agent = started.port(Transport.UDP);
        return started;
    }

    private <T extends AutoCloseable> T opened(T what) {
        opened.add(what);
        return what;
    }

    private List<CallEvent.Ended> ended() {
        return bridges.events(CallEvent.Ended.class);
    }

    @Test
    void callWhoseAnswerTheCallerNeverConfirmsEnds() {
        start("confirmation", "1s");
        trunk.answering(agent, _ -> 200);
        var call = caller.invites(agent, ScriptedBridges.X, ScriptedBridges.COURIER, "");

        caller.await(message -> message.startsWith("SIP/2.0 200") && message.contains(call)).orElseThrow();
        caller.await(message -> message.startsWith("BYE ") && message.contains(call)).orElseThrow();
        assertTrue(trunk.settled());
        AgentOnLoopback.await(() -> !ended().isEmpty());
        assertEquals(List.of(EndedBy.CALLER + " " + Cause.LOST),
                ended().stream().map(end -> end.by() + " " + end.cause()).toList());
        assertEquals(List.of(), logged);
    }

    @ParameterizedTest
    @CsvSource({"'',INVITE", "'Allow: INVITE, ACK, BYE, UPDATE\r\n',UPDATE"})
    void callIsRefreshedAtHalfTheIntervalAndStaysUp(String more, String method) {
        start("session.expires", "3s", "session.least", "1s");
        trunk.answering(agent, _ -> 200);
        var call = caller.invites(agent, ScriptedBridges.X, ScriptedBridges.COURIER, more);
        var answer = caller.await(message -> message.startsWith("SIP/2.0 200") && message.contains(call)).orElseThrow();
        caller.acknowledges(agent, ScriptedBridges.X, ScriptedBridges.COURIER, answer);
        long up = System.nanoTime();

        caller.answering(agent, _ -> 200);
        AgentOnLoopback.await(() -> count(caller, method) == 1);
        long first = (System.nanoTime() - up) / 1_000_000;
        assertTrue(first > 1_000 && first < 2_800, first + " ms");
        AgentOnLoopback.await(() -> count(caller, method) >= 3 && count(trunk, "INVITE") >= 3);
        assertEquals(List.of(), ended());
        assertEquals(List.of(), logged);
    }

    /** How many requests of a method came, those sent again counted once. */
    private static long count(RawPeer peer, String method) {
        return peer.received().stream().filter(message -> message.startsWith(method + " "))
                .map(message -> message.replaceAll("(?s).*?branch=([^;\\s]*).*", "$1")).distinct().count();
    }
}
