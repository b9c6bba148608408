package org.doorstep.vault;

/** A sealed record that does not open: altered, moved, or its key is gone. Its message names no data. */
public final class Unreadable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Unreadable(Exception cause) {
        super("A sealed record does not open", cause);
    }
}
