package org.doorstep.bridge;

import java.time.Duration;
import java.util.UUID;

/** What is done with an {@link IncomingCall}. */
public sealed interface CallDecision {

    /**
     * It is connected.
     *
     * @param call Doorstep's id of the call
     * @param target number to ring, normalised; it must reach nobody but the telephone network
     * @param display number to show there: X
     * @param longest how long it may last from its answer
     */
    record Connect(UUID call, UUID bridge, String target, String display, Duration longest) implements CallDecision {
        @Override
        public String toString() {
            return "Connect[" + call + "]";
        }
    }

    /** It is not connected. */
    record Refuse(Refusal why) implements CallDecision {
    }

    /** Why a call is not connected, and the SIP status (RFC 3261, 21) that tells it. */
    enum Refusal {
        /** The number dialled is none of Doorstep's. */
        UNKNOWN_NUMBER(404),
        /** The caller is no side of a bridge over this number. */
        STRANGER(403),
        /** There was such a bridge, and it is over. */
        ENDED(410),
        /** The calls that a parcel or a person may have are used up. */
        LIMIT_REACHED(403),
        /** It cannot be decided now; nothing connects that was not decided. */
        UNAVAILABLE(503);

        private final int status;

        Refusal(int status) {
            this.status = status;
        }

        public int status() {
            return status;
        }
    }
}
