package org.doorstep.sip;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import org.doorstep.bridge.HungUp;

import io.smallrye.mutiny.Uni;

import javax.sip.SipException;
import javax.sip.SipProvider;

/** Ends calls that another agent, or this one before it was started anew, held. */
final class StrayCalls {

    /** How long an answer is waited for; a BYE over UDP is sent four times by then (RFC 3261, 17.1.2.2). */
    private static final Duration PATIENCE = Duration.ofSeconds(4);
    private static final int TIMEOUT = 408;
    private static final int NOT_SENT = 500;

    private final SipProvider provider;
    private final Messages messages;
    private final Executor threads;
    /** What waits for a final response, by its Call-ID. */
    private final Map<String, CompletableFuture<Integer>> asked = new ConcurrentHashMap<>();

    /** @param threads on which a message is sent, as that may have to connect first */
    StrayCalls(SipProvider provider, Messages messages, Executor threads) {
        this.provider = provider;
        this.messages = messages;
        this.threads = threads;
    }

    Uni<HungUp> end(CallHandle handle) {
        return Uni.combine().all().unis(bye(handle.caller()), bye(handle.called())).with(StrayCalls::outcome);
    }

    private Uni<Integer> bye(CallHandle.Side side) {
        return Uni.createFrom().completionStage(() -> status(side));
    }

    /** The final status of a BYE. Who asks for it while it is awaited waits for the same. */
    private CompletionStage<Integer> status(CallHandle.Side side) {
        var status = new CompletableFuture<Integer>();
        var waiting = asked.putIfAbsent(side.callId(), status);
        if (waiting != null) {
            return waiting.copy();
        }
        threads.execute(() -> send(side));
        return status.completeOnTimeout(TIMEOUT, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((_, _) -> asked.remove(side.callId(), status));
    }

    private void send(CallHandle.Side side) {
        try {
            provider.getNewClientTransaction(messages.bye(side)).sendRequest();
        } catch (SipException | SipFailure | IllegalStateException _) {
            heard(side.callId(), NOT_SENT);
        }
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
        Optional.ofNullable(asked.get(callId)).ifPresent(waiting -> waiting.complete(status));
    }
}
