package org.doorstep.crypto;

import java.security.SecureRandom;

/** Where keys and nonces come from; tests put fixed bytes here. */
@FunctionalInterface
interface Randomness {

    /**
     * The operating system's generator. It is opened at each call because a generator in a static field would be
     * frozen, seed and all, into a native image.
     */
    Randomness SYSTEM = length -> {
        var bytes = new byte[length];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    };

    byte[] bytes(int length);
}
