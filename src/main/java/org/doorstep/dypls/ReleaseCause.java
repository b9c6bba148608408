package org.doorstep.dypls;

import org.doorstep.bridge.CallEvent.Cause;

/**
 * Why a call was released before an answer: Dypls gives ITU-T Q.850's cause values, and RFC 3398, section 8.2.6.1, the
 * SIP status of each.
 */
final class ReleaseCause {

    private ReleaseCause() {
    }

    static int status(int cause) {
        return switch (cause) {
            case 1, 2, 3 -> 404;
            case 17 -> 486;
            case 18 -> 408;
            case 19, 20, 31 -> 480;
            case 21, 55, 57, 87 -> 403;
            case 22 -> 410;
            case 27 -> 502;
            case 28 -> 484;
            case 29, 79 -> 501;
            case 34, 38, 41, 42, 47, 58, 88 -> 503;
            case 65, 70 -> 488;
            case 102 -> 504;
            default -> 500;
        };
    }

    static Cause cause(int cause) {
        return switch (cause) {
            case 17 -> Cause.BUSY;
            case 16, 18, 19, 20, 31 -> Cause.NO_ANSWER;
            case 21, 22, 29, 55, 57, 87 -> Cause.REJECTED;
            default -> Cause.FAILED;
        };
    }
}
