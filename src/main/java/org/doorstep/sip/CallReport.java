package org.doorstep.sip;

import java.time.Clock;
import java.util.UUID;

import org.doorstep.bridge.BridgeCalls;
import org.doorstep.bridge.CallEvent;
import org.doorstep.bridge.CallEvent.Cause;
import org.doorstep.bridge.CallEvent.EndedBy;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;

/** Tells of one call: that it rings once, that it is over once. A call without an id was never connected: of it nothing is told. */
final class CallReport {

    private static final Logger LOG = Logger.getLogger(CallReport.class);

    private final BridgeCalls bridges;
    private final Clock clock;
    private final CallMetrics metrics;
    private @Nullable UUID id;
    private @Nullable End end;
    private boolean rang;

    CallReport(BridgeCalls bridges, Clock clock, CallMetrics metrics) {
        this.bridges = bridges;
        this.clock = clock;
        this.metrics = metrics;
    }

    private record End(EndedBy by, Cause cause, int status) {
    }

    /** The call has this id. If it ended meanwhile, that is told now. */
    void named(UUID call) {
        id = call;
        tellEnd();
    }

    /** False if that was told before. */
    boolean rings() {
        if (rang || id == null) {
            return false;
        }
        rang = true;
        tell(new CallEvent.Ringing(id, clock.instant()));
        return true;
    }

    /** Whether the call may go on. */
    Uni<Boolean> answered(UUID call, byte[] handle) {
        return Uni.createFrom().deferred(() -> bridges.onEvent(new CallEvent.Answered(call, clock.instant(), handle)));
    }

    void ended(EndedBy by, Cause cause, int status) {
        if (end == null) {
            end = new End(by, cause, status);
            metrics.ended(cause);
            tellEnd();
        }
    }

    private void tellEnd() {
        var known = end;
        if (id != null && known != null) {
            tell(new CallEvent.Ended(id, clock.instant(), known.by(), known.cause(), known.status()));
        }
    }

    private void tell(CallEvent event) {
        Uni.createFrom().deferred(() -> bridges.onEvent(event)).subscribe().with(_ -> {
            // It was taken over.
        }, failure -> LOG.warnf("An event of a call was not taken over: %s", failure.getClass().getName()));
    }
}
