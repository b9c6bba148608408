package org.doorstep.verifier;

import java.util.Arrays;
import java.util.Base64;

import org.jspecify.annotations.Nullable;

/** A SHA-256 hash: of a leaf, of a node, of a whole tree. */
public final class Hash {

    /** Bytes of a hash. */
    public static final int LENGTH = 32;

    private final byte[] bytes;

    private Hash(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The hash that is these 32 bytes. */
    public static Hash of(byte[] bytes) {
        return of(bytes, 0, bytes.length);
    }

    static Hash at(byte[] hashes, int position) {
        return of(hashes, position * LENGTH, LENGTH);
    }

    private static Hash of(byte[] bytes, int from, int length) {
        if (length != LENGTH) {
            throw new IllegalArgumentException("A hash of " + length + " bytes");
        }
        return new Hash(Arrays.copyOfRange(bytes, from, from + length));
    }

    /** Reads base64 (RFC 4648, section 4) of 32 bytes. */
    public static Hash ofBase64(String text) throws Malformed {
        byte[] bytes = StrictText.base64(text);
        if (bytes.length != LENGTH) {
            throw new Malformed("a hash of " + bytes.length + " bytes");
        }
        return new Hash(bytes);
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    boolean isAt(byte[] hashes, int position) {
        return Arrays.equals(bytes, 0, LENGTH, hashes, position * LENGTH, (position + 1) * LENGTH);
    }

    void copyTo(byte[] hashes, int position) {
        System.arraycopy(bytes, 0, hashes, position * LENGTH, LENGTH);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Hash that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Base64, as it stands in checkpoints and proofs. */
    @Override
    public String toString() {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
