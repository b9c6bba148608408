package org.doorstep.sip;

import org.doorstep.bridge.CallEvent.Cause;
import org.doorstep.bridge.EndReason;

/** The few statuses (RFC 3261, 21) that a caller is told, whatever the called side said. */
final class Statuses {

    private Statuses() {
    }

    static int forCaller(int status) {
        return switch (status) {
            case 486, 600 -> 486;
            case 603 -> 603;
            case 415, 488, 606 -> 488;
            default -> status >= 500 && status < 600 ? 500 : 480;
        };
    }

    static Cause cause(int status) {
        return switch (status) {
            case 486, 600 -> Cause.BUSY;
            case 408, 480, 487 -> Cause.NO_ANSWER;
            default -> status >= 500 && status < 600 ? Cause.FAILED : Cause.REJECTED;
        };
    }

    static int of(EndReason why) {
        return switch (why) {
            case REVOKED, PARCEL_MOVED, CLOSED, EXPIRED, PHONE_CHANGED, NOT_BOUND, LONGEST -> 410;
            case RESTARTED -> 503;
        };
    }

    static Cause cause(EndReason why) {
        return switch (why) {
            case REVOKED, PARCEL_MOVED, CLOSED, PHONE_CHANGED, NOT_BOUND -> Cause.REVOKED;
            case EXPIRED -> Cause.EXPIRED;
            case LONGEST -> Cause.LONGEST;
            case RESTARTED -> Cause.RESTARTED;
        };
    }
}
