package org.doorstep.sip;

import java.util.concurrent.CompletableFuture;

import org.doorstep.bridge.HungUp;

import io.smallrye.mutiny.Uni;

import javax.sip.ClientTransaction;
import javax.sip.SipException;
import javax.sip.SipProvider;

/** Ends calls that another agent, or this one before it was started anew, held. */
final class StrayCalls {

    private final SipProvider provider;
    private final Messages messages;

    StrayCalls(SipProvider provider, Messages messages) {
        this.provider = provider;
        this.messages = messages;
    }

    /** What a BYE waits for. */
    private record Asked(CompletableFuture<Integer> status) {
    }

    Uni<HungUp> end(CallHandle handle) {
        return Uni.combine().all().unis(bye(handle.caller()), bye(handle.called())).with(StrayCalls::outcome);
    }

    private Uni<Integer> bye(CallHandle.Side side) {
        return Uni.createFrom().completionStage(() -> {
            var status = new CompletableFuture<Integer>();
            try {
                var transaction = provider.getNewClientTransaction(messages.bye(side));
                transaction.setApplicationData(new Asked(status));
                transaction.sendRequest();
            } catch (SipException | SipFailure _) {
                status.complete(500);
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

    /** Whether this was asked here. */
    boolean responded(ClientTransaction transaction, int status) {
        if (transaction.getApplicationData() instanceof Asked asked) {
            if (status >= 200) {
                asked.status().complete(status);
            }
            return true;
        }
        return false;
    }
}
