package org.doorstep.crypto;

import org.jspecify.annotations.Nullable;

/** An algorithm that is missing from this runtime, or that does not give the answers its standard prescribes. */
public final class AlgorithmUnavailable extends RuntimeException {

    AlgorithmUnavailable(String message) {
        this(message, null);
    }

    AlgorithmUnavailable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
