package org.doorstep.telephone;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import org.doorstep.bridge.BridgeCalls;
import org.doorstep.bridge.CallDecision;
import org.doorstep.bridge.CallDecision.Connect;
import org.doorstep.bridge.CallDecision.Refusal;
import org.doorstep.bridge.CallDecision.Refuse;
import org.doorstep.bridge.CallEvent;
import org.doorstep.bridge.IncomingCall;

import io.smallrye.mutiny.Uni;

/** Decides by a script and notes what it is asked and told; the same call is decided once. */
public class ScriptedBridges implements BridgeCalls {

    public static final UUID BRIDGE = UUID.fromString("00000000-0000-4000-8000-0000000000b1");
    public static final UUID CALL = UUID.fromString("00000000-0000-4000-8000-0000000000c1");
    public static final String STAFF = "14000000001";
    public static final String X = "16000000002";
    public static final String PARTY = "14100000003";

    private final Map<String, CallDecision> decided = new ConcurrentHashMap<>();
    private final List<IncomingCall> asked = new ArrayList<>();
    private final List<CallEvent> told = new ArrayList<>();
    private CallDecision next = connecting(PARTY);
    private boolean answeredMayGoOn = true;

    private static CallDecision connecting(String target) {
        return new Connect(CALL, BRIDGE, target, X, Duration.ofSeconds(600));
    }

    public ScriptedBridges connects(String target) {
        next = connecting(target);
        return this;
    }

    public ScriptedBridges refuses(Refusal why) {
        next = new Refuse(why);
        return this;
    }

    /** From now on every bridge is over, as far as an answered call is concerned. */
    public ScriptedBridges endsWhatIsAnswered() {
        answeredMayGoOn = false;
        return this;
    }

    public List<IncomingCall> asked() {
        return asked;
    }

    public List<CallEvent> told() {
        return told;
    }

    public void forget() {
        decided.clear();
        asked.clear();
        told.clear();
        answeredMayGoOn = true;
        next = connecting(PARTY);
    }

    @Override
    public Uni<CallDecision> decide(IncomingCall call) {
        asked.add(call);
        return Uni.createFrom().item(decided.computeIfAbsent(call.providerCall(), _ -> next));
    }

    @Override
    public Uni<Boolean> onEvent(CallEvent event) {
        told.add(event);
        return Uni.createFrom().item(answeredMayGoOn || !(event instanceof CallEvent.Answered));
    }
}
