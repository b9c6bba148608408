package org.doorstep.crypto;

import org.jspecify.annotations.Nullable;

/**
 * The root key cannot be used: its store does not answer, is not safe to use, or holds another key than the one
 * that is asked for. The message says what to do and names files and key ids, never key bytes.
 */
public final class RootKeyUnavailable extends RuntimeException {

    public RootKeyUnavailable(String message) {
        this(message, null);
    }

    public RootKeyUnavailable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
