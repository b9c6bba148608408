package org.doorstep.identity;

/** What a hold is on: while it is open, nothing is disclosed to whom it concerns, whatever HR says. */
public enum HoldKind {
    /** A staff number. */
    PERSON,
    /** An app's installation id. */
    DEVICE,
    /** An outlet code: everybody who works there. */
    OUTLET,
    /** A client of the realm: a machine, or everybody who uses an app. */
    CLIENT
}
