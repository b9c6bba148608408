package org.doorstep.crypto;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * A key as it is kept: wrapped by the {@link RootKey} together with its purpose and version, so neither can be
 * changed. Versions count from 1 and are never used twice; a destroyed key stays behind as a row without bytes.
 *
 * @param purpose what the key is for, such as {@code kek/yunda} or {@code blind-index/phone}
 * @param version from 1
 * @param wrapped as {@link RootKey#wrap} gave it; empty if the key is destroyed
 */
@SuppressWarnings("ArrayRecordComponent") // Copied in and out, and compared by content.
public record WrappedKey(String purpose, int version, byte[] wrapped) {

    public WrappedKey {
        if (purpose.isBlank() || version < 1) {
            throw new IllegalArgumentException("A wrapped key needs a purpose, and a version from 1");
        }
        wrapped = wrapped.clone();
    }

    /** Takes the key bytes over and zeroes them. */
    static WrappedKey wrap(RootKey root, String purpose, int version, byte[] key) {
        try {
            return new WrappedKey(purpose, version, root.wrap(key, context(purpose, version)));
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    static WrappedKey destroyed(String purpose, int version) {
        return new WrappedKey(purpose, version, new byte[0]);
    }

    public boolean isDestroyed() {
        return wrapped.length == 0;
    }

    /**
     * The same key wrapped by another root key.
     *
     * @param from the root key that wrapped it, or several among which it is
     * @throws NotAuthentic       if it was altered
     * @throws RootKeyUnavailable if the store of one of the root keys does not answer
     */
    public WrappedKey rewrapped(RootKey from, RootKey to) throws NotAuthentic {
        return isDestroyed() ? this : wrap(to, purpose, version, unwrap(from));
    }

    /** The id of the root key that wrapped it, by its own account; empty if the key is destroyed. */
    public String rootId() {
        return isDestroyed() ? "" : HexFormat.of().formatHex(wrapped, 2, 2 + Integer.BYTES);
    }

    @Override
    public byte[] wrapped() {
        return wrapped.clone();
    }

    /** The key bytes; the caller zeroes them after use. */
    byte[] unwrap(RootKey root) throws NotAuthentic {
        return root.unwrap(wrapped(), context(purpose, version));
    }

    private static byte[] context(String purpose, int version) {
        return new Canonical(Canonical.WRAPPING_CONTEXT).text(purpose).number(version).toBytes();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WrappedKey(String otherPurpose, int otherVersion, byte[] otherWrapped)
                && purpose.equals(otherPurpose)
                && version == otherVersion
                && Arrays.equals(wrapped, otherWrapped);
    }

    @Override
    public int hashCode() {
        return 31 * purpose.hashCode() + version;
    }

    @Override
    public String toString() {
        return "WrappedKey[" + purpose + " version " + version + (isDestroyed() ? ", destroyed]" : "]");
    }
}
