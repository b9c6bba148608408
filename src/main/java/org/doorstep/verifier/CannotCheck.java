package org.doorstep.verifier;

import org.jspecify.annotations.Nullable;

/** Whether the log is whole could not be found out; the message tells the person at the keyboard what to do. */
public final class CannotCheck extends RuntimeException {

    public CannotCheck(String message) {
        this(message, null);
    }

    public CannotCheck(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
