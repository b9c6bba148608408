package org.doorstep.hold;

/** Who holds back. One subject may be held by both; each hold is released for itself. */
public enum HoldSource {
    /** A security admin, by hand. */
    SECURITY_ADMIN,
    /** The account's own system, by a signal: it takes back itself what it placed. */
    SHARED_SIGNALS
}
