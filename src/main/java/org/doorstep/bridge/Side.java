package org.doorstep.bridge;

/** The two ends of a bridge. */
public enum Side {
    /** The member of staff for whom it was made. */
    STAFF,
    /** The sender or recipient whom they call. */
    PARTY
}
