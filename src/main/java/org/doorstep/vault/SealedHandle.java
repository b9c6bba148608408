package org.doorstep.vault;

/**
 * What a telephone side needs to end a call after a restart, as it is sealed: addresses of a call are personal data.
 *
 * @param kekVersion the key encryption key that wraps its key
 */
public record SealedHandle(int kekVersion, byte[] wrappedDek, byte[] envelope) {

    @Override
    public String toString() {
        return "SealedHandle[]";
    }
}
