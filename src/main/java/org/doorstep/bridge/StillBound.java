package org.doorstep.bridge;

/** The telephone side has not let go of bridges that ended; the message says how many, and how many calls are up. */
public final class StillBound extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StillBound(long bridges, long calls) {
        super(bridges + " bridge(s) not let go of yet, " + calls + " call(s) up");
    }
}
