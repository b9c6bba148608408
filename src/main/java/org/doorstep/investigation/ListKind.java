package org.doorstep.investigation;

/** What a leaked list names. */
public enum ListKind {
    PHONES, WAYBILLS,
    /** SHA-256 of phone numbers as dialled at home, so that the officer need not send the numbers. */
    PHONE_HASHES,
    /** SHA-256 of waybill numbers. */
    WAYBILL_HASHES;

    boolean isHashed() {
        return this == PHONE_HASHES || this == WAYBILL_HASHES;
    }

    boolean namesPhones() {
        return this == PHONES || this == PHONE_HASHES;
    }
}
