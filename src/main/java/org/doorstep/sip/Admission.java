package org.doorstep.sip;

import java.time.Clock;

/** How many calls are begun in a second, and are there at once. */
final class Admission {

    private final int perSecond;
    private final int atOnce;
    private final Clock clock;
    private long second;
    private int begun;
    private boolean closed;

    Admission(SipConfig.Limits limits, Clock clock) {
        this.perSecond = limits.callsPerSecond();
        this.atOnce = limits.calls();
        this.clock = clock;
    }

    /** Whether one more may begin beside those that are there. */
    synchronized boolean enter(int live) {
        long now = clock.instant().getEpochSecond();
        if (now != second) {
            second = now;
            begun = 0;
        }
        if (closed || live >= atOnce || begun >= perSecond) {
            return false;
        }
        begun++;
        return true;
    }

    /** From now on none may begin. */
    synchronized void close() {
        closed = true;
    }
}
