package org.doorstep.bridge;

import java.time.Instant;
import java.util.UUID;

/**
 * What happened to a call that was connected. Events may come twice and in any order.
 *
 * @param at when the telephone side saw it
 */
public sealed interface CallEvent {

    /** Doorstep's id of the call, as {@link CallDecision.Connect} gave it. */
    UUID call();

    Instant at();

    /** The other side's phone rings. */
    record Ringing(UUID call, Instant at) implements CallEvent {
    }

    /**
     * The other side took the call; whether it may go on is asked again.
     *
     * @param handle what the telephone side needs to end the call after a restart, kept sealed; may be empty
     */
    record Answered(UUID call, Instant at, byte[] handle) implements CallEvent {
        @Override
        public String toString() {
            return "Answered[" + call + "]";
        }
    }

    /**
     * It is over, or never came about.
     *
     * @param status the SIP status (RFC 3261) that ended it where it was not answered; 0 where it was
     */
    record Ended(UUID call, Instant at, EndedBy by, Cause cause, int status) implements CallEvent {
    }

    /** Who ended a call. */
    enum EndedBy {
        CALLER, CALLED, DOORSTEP, NETWORK
    }

    /** How a call ended. */
    enum Cause {
        /** Somebody hung up. */
        HUNG_UP,
        /** The caller gave up before it was answered. */
        CANCELLED, BUSY, NO_ANSWER,
        /** The called side, or the network before it, would not take it: a redirection too. */
        REJECTED,
        /** Ended by Doorstep, for an {@link EndReason}. */
        REVOKED, EXPIRED, LONGEST,
        /** Something was sent that a bridged call does not do: a transfer, for one. */
        FORBIDDEN,
        /** The session was not refreshed in time (RFC 4028), or a side answers no more. */
        LOST,
        /** The service that carried it was stopped or killed. */
        RESTARTED, FAILED
    }
}
