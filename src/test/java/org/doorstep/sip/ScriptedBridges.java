package org.doorstep.sip;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import org.doorstep.bridge.BridgeCalls;
import org.doorstep.bridge.CallDecision;
import org.doorstep.bridge.CallEvent;
import org.doorstep.bridge.IncomingCall;

import io.smallrye.mutiny.Uni;

/** Stands in for the bridge package: decides by a script, and keeps what it was told. */
final class ScriptedBridges implements BridgeCalls {

    static final String X = "14400000003";
    static final String COURIER = "14000000001";
    static final String RECIPIENT = "16000000002";

    final List<IncomingCall> asked = new CopyOnWriteArrayList<>();
    final List<CallEvent> events = new CopyOnWriteArrayList<>();
    final UUID bridge = UUID.randomUUID();
    final Map<String, String> pairs = new ConcurrentHashMap<>(Map.of(COURIER, RECIPIENT, RECIPIENT, COURIER));
    volatile Duration longest = Duration.ofMinutes(10);
    volatile Uni<Boolean> mayGoOn = Uni.createFrom().item(true);
    volatile Uni<Void> before = Uni.createFrom().voidItem();

    @Override
    public Uni<CallDecision> decide(IncomingCall call) {
        asked.add(call);
        return before.map(_ -> decided(call));
    }

    private CallDecision decided(IncomingCall call) {
        if (call.called().equals("14400000004")) {
            return new CallDecision.Refuse(CallDecision.Refusal.ENDED);
        }
        if (!call.called().equals(X)) {
            return new CallDecision.Refuse(CallDecision.Refusal.UNKNOWN_NUMBER);
        }
        var target = pairs.get(call.caller());
        return target == null ? new CallDecision.Refuse(CallDecision.Refusal.STRANGER)
                : new CallDecision.Connect(UUID.randomUUID(), bridge, target, X, longest);
    }

    @Override
    public Uni<Boolean> onEvent(CallEvent event) {
        events.add(event);
        return event instanceof CallEvent.Answered ? mayGoOn : Uni.createFrom().item(true);
    }

    <E extends CallEvent> List<E> events(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
}
