package org.doorstep.bridge;

import io.smallrye.mutiny.Uni;

/**
 * What a telephone side asks of Doorstep. Whatever fails refuses: a call is never connected because something could
 * not be decided.
 */
public interface BridgeCalls {

    /** Whether a call is connected, to whom, and for how long. Never fails: what cannot be decided is refused. */
    Uni<CallDecision> decide(IncomingCall call);

    /**
     * Takes an event over. For {@link CallEvent.Answered} whether the call may go on: false if its bridge ended
     * meanwhile, or that cannot be told, and then the telephone side ends it. Never fails.
     */
    Uni<Boolean> onEvent(CallEvent event);
}
