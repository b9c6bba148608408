package org.doorstep.crypto;

import java.nio.ByteBuffer;

/**
 * Data encryption key: seals the fields of one record. It leaves memory only wrapped, by {@link Keks#wrap}; once its
 * wrapped form is deleted everywhere, the record can no longer be read. Safe for use by many threads.
 *
 * <p>A sealed field is {@code 1 | algorithm(1) | DEK id(4) | nonce(12) | ciphertext | tag(16)}: 34 bytes more than
 * its plaintext. The id names the DEK and not the KEK, because a DEK is wrapped anew under each new KEK while the
 * fields stay as they are.
 */
public final class Dek {

    private final SealingKey key;

    Dek(SealingKey key) {
        this.key = key;
    }

    /** A new random key. */
    public static Dek generate(Algorithm algorithm) {
        return generate(algorithm, Randomness.SYSTEM);
    }

    static Dek generate(Algorithm algorithm, Randomness randomness) {
        int id = ByteBuffer.wrap(randomness.bytes(Integer.BYTES)).getInt();
        return new Dek(SealingKey.generate(algorithm, id, randomness));
    }

    /** Sealed bytes that open at {@code place} only. Sealing the same value twice gives different bytes. */
    public byte[] seal(byte[] plaintext, Aad place) {
        return key.seal(plaintext, place.encoded());
    }

    /**
     * The value that was sealed at {@code place}.
     *
     * @throws NotAuthentic if the bytes are anything but what this DEK sealed for this place
     */
    public byte[] open(byte[] sealed, Aad place) throws NotAuthentic {
        return key.open(sealed, place.encoded());
    }

    SealingKey key() {
        return key;
    }

    @Override
    public String toString() {
        return "Dek[" + key + "]";
    }
}
