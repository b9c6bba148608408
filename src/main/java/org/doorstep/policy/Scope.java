package org.doorstep.policy;

/** What must tie the person to the parcel. */
public enum Scope {
    /** It is assigned to this person now. */
    OWN,
    /** It is physically at this person's outlet or hub. */
    OUTLET,
    /** An open ticket, case or flag of the purpose names this person and this parcel. */
    TICKET,
    /** It is to or from the full phone number that was given. */
    PHONE
}
