package org.doorstep.sip;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import org.doorstep.bridge.HungUp;

import io.smallrye.mutiny.Uni;

import javax.sip.SipException;
import javax.sip.SipProvider;

/** Ends calls that another agent, or this one before it was started anew, held. */
final class StrayCalls {

    private final SipProvider provider;
    private final Messages messages;
    /** What waits for a final response, by its Call-ID. */
    private final Map<String, CompletableFuture<Integer>> asked = new ConcurrentHashMap<>();

    StrayCalls(SipProvider provider, Messages messages) {
        this.provider = provider;
        this.messages = messages;
    }

    Uni<HungUp> end(CallHandle handle) {
        return Uni.combine().all().unis(bye(handle.caller()), bye(handle.called())).with(StrayCalls::outcome);
    }

    private Uni<Integer> bye(CallHandle.Side side) {
        return Uni.createFrom().completionStage(() -> {
            var status = new CompletableFuture<Integer>();
            asked.put(side.callId(), status);
            try {
                provider.getNewClientTransaction(messages.bye(side)).sendRequest();
            } catch (SipException | SipFailure _) {
                heard(side.callId(), 500);
            }
            return status;
        });
    }

    /** Both sides must have said that it is over, now or before. */
    private static HungUp outcome(int caller, int called) {
        boolean dropped = caller < 300 || called < 300;
        boolean known = over(caller) && over(called);
        return !known ? HungUp.UNKNOWN : dropped ? HungUp.DROPPED : HungUp.ALREADY_ENDED;
    }

    private static boolean over(int status) {
        return status < 300 || status == 481;
    }

    /** A final response to a BYE, or that none came. */
    void heard(String callId, int status) {
        Optional.ofNullable(asked.remove(callId)).ifPresent(waiting -> waiting.complete(status));
    }
}
