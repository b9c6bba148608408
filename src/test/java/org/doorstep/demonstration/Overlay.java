package org.doorstep.demonstration;

/** What was done to a party after it was made: nothing, a phone number put in the detail, or a platform's mask. */
public enum Overlay {
    NONE, EMBEDDED_PHONE, PLATFORM_MASKED
}
