package org.doorstep.bridge;

/** The telephone side has not let go of bridges that ended. */
public final class StillBound extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String says;

    StillBound(long bridges, long calls) {
        this.says = bridges + " bridge(s) not let go of yet, " + calls + " call(s) up";
    }

    /** How many bridges, and how many calls over them. */
    public String says() {
        return says;
    }
}
