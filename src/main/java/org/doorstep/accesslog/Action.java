package org.doorstep.accesslog;

/** What was asked for or done. */
public enum Action {
    /** One parcel's fields were asked for. */
    VIEW,
    /** A virtual number was asked for, by which a person may call; or its end. */
    BRIDGE,
    /** A call over a bridge: an attempt, its ringing, its answer, its end. */
    CALL,
    /** The pool of virtual numbers was changed. */
    BRIDGE_NUMBERS,
    /** A person's own run was listed. */
    RUN_LIST,
    /** Parcels were looked for by a phone number. */
    SEARCH,
    /** Parcels were handed in. */
    INTAKE,
    /** A parcel moved to another stage. */
    STAGE,
    /** A person's run was planned. */
    RUN_PLAN,
    /** A ticket was opened or closed. */
    TICKET,
    /** HR changed a person's standing. */
    STANDING,
    /** HR handed its full list in. */
    ROSTER,
    /** Something that should have happened did not. */
    ALARM,
    /** Something was held back, or a key was turned that releases it. */
    HOLD,
    /** Another system told of a danger to an account. */
    SIGNAL,
    /** The access log was read. */
    LOG_READ,
    /** A recipient's receipts were drawn. */
    RECEIPTS,
    /** A question of an investigation was asked of the log. */
    INVESTIGATION,
    /** The log was asked for as a file, or that was approved, or it was taken. */
    LOG_EXPORT,
    /** What old entries told of reasons, recipients and network addresses was erased. */
    LOG_ERASURE,
    /** A change of keys was asked for, approved and so done; or everything has moved to the newest. */
    KEYS,
    /** A leaver's audit was read. */
    LEAVER_AUDIT,
    /** A leaver's audit was signed off. */
    LEAVER_SIGN_OFF,
    /** A request that was turned away before it came to any of these. */
    REQUEST
}
