package org.doorstep.accesslog;

/** How it ended. */
public enum Decision {
    GRANTED, REFUSED, NEEDS_APPROVAL
}
