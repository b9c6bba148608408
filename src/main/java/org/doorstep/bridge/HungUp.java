package org.doorstep.bridge;

/** What came of ending a call. */
public enum HungUp {
    /** It was up, and both sides were told that it is over. */
    DROPPED,
    /** It was over already. */
    ALREADY_ENDED,
    /** The telephone side cannot end a call; it goes on until somebody hangs up. */
    NOT_SUPPORTED,
    /** Nobody knows: to be tried again. */
    UNKNOWN
}
