package org.doorstep.demonstration;

/** How a phone number is written; {@code VIRTUAL} is a platform's number with its extension. */
public enum PhoneKind {
    MOBILE, MOBILE_WRITTEN, MOBILE_EXTENSION, FIXED, FIXED_EXTENSION, VIRTUAL, REGION
}
