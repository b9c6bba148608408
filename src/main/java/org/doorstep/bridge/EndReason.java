package org.doorstep.bridge;

/** Why a bridge, or a call over it, was ended by Doorstep. */
public enum EndReason {
    /** The person's access changed: they left, moved, are held back, or their session was revoked (promise P2). */
    REVOKED,
    /** The parcel moved to a stage without a bridge, or is somebody else's now, or the ticket closed. */
    PARCEL_MOVED,
    /** The member of staff ended it. */
    CLOSED,
    /** Its time was over. */
    EXPIRED,
    /** The registered phone of the member of staff changed. */
    PHONE_CHANGED,
    /** The telephone side did not take it. */
    NOT_BOUND,
    /** The call was as long as a call may be. */
    LONGEST,
    /** The service that carried the call was stopped or killed. */
    RESTARTED
}
