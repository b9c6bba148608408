package org.doorstep.crypto;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A key that seals and opens, with the id that the bytes it seals carry. Root, KEK and DEK are each one of these,
 * so all sealed bytes, wrapped keys included, are one envelope:
 *
 * <pre>format(1) = 1 | algorithm(1) | key id(4) | nonce(12) | ciphertext | tag(16)</pre>
 *
 * The associated data of the cipher is the first six bytes of the envelope followed by the caller's. Nonces are
 * random, so one key may seal 2<sup>32</sup> times at most (NIST SP 800-38D, 8.3).
 *
 * <p>A key to be wrapped is written as {@code algorithm(1) | key id(4) | key}.
 *
 * <p>Copies of the key live in the cipher's own objects until the garbage collector takes them; Java offers no way
 * to erase those, so none is pretended here. Arrays that pass through this class are zeroed.
 */
final class SealingKey {

    private static final byte FORMAT = 1;
    private static final int HEADER_LENGTH = 6;
    private static final int NONCE_END = HEADER_LENGTH + Algorithm.NONCE_LENGTH;
    private static final int KEY_START = 5;

    private final Algorithm algorithm;
    private final int id;
    private final byte[] key;
    private final Aead aead;
    private final Randomness randomness;

    private SealingKey(Algorithm algorithm, int id, byte[] key, Randomness randomness) {
        this.algorithm = algorithm;
        this.id = id;
        this.key = key;
        this.aead = algorithm.withKey(key);
        this.randomness = randomness;
    }

    static SealingKey generate(Algorithm algorithm, int id, Randomness randomness) {
        return new SealingKey(algorithm, id, randomness.bytes(algorithm.keyLength()), randomness);
    }

    /** Takes the key bytes over: they are not copied. */
    static SealingKey of(Algorithm algorithm, int id, byte[] key, Randomness randomness) {
        return new SealingKey(algorithm, id, key, randomness);
    }

    /** The key written in {@code encoded}, which is zeroed. */
    static SealingKey decode(byte[] encoded, Randomness randomness) throws NotAuthentic {
        try {
            if (encoded.length < KEY_START) {
                throw new NotAuthentic();
            }
            Algorithm algorithm = Algorithm.ofId(encoded[0]);
            if (encoded.length != KEY_START + algorithm.keyLength()) {
                throw new NotAuthentic();
            }
            int id = ByteBuffer.wrap(encoded).getInt(1);
            return of(algorithm, id, Arrays.copyOfRange(encoded, KEY_START, encoded.length), randomness);
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
    }

    int id() {
        return id;
    }

    Algorithm algorithm() {
        return algorithm;
    }

    /** The id of the key that sealed these bytes, by their own account: authentic only once they are opened. */
    static int idIn(byte[] sealed) throws NotAuthentic {
        if (sealed.length < NONCE_END + Algorithm.TAG_LENGTH || sealed[0] != FORMAT) {
            throw new NotAuthentic();
        }
        return ByteBuffer.wrap(sealed).getInt(2);
    }

    byte[] seal(byte[] plaintext, byte[] associated) {
        byte[] nonce = randomness.bytes(Algorithm.NONCE_LENGTH);
        byte[] header = header();
        byte[] ciphertext = aead.seal(nonce, concat(header, associated), plaintext);
        return ByteBuffer.allocate(NONCE_END + ciphertext.length).put(header).put(nonce).put(ciphertext).array();
    }

    byte[] open(byte[] sealed, byte[] associated) throws NotAuthentic {
        if (idIn(sealed) != id || sealed[1] != algorithm.id()) {
            throw new NotAuthentic();
        }
        byte[] nonce = Arrays.copyOfRange(sealed, HEADER_LENGTH, NONCE_END);
        byte[] ciphertext = Arrays.copyOfRange(sealed, NONCE_END, sealed.length);
        return aead.open(nonce, concat(header(), associated), ciphertext);
    }

    /** {@code other}, sealed under this key. */
    byte[] wrap(SealingKey other, byte[] associated) {
        byte[] encoded = other.encode();
        try {
            return seal(encoded, associated);
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
    }

    SealingKey unwrap(byte[] wrapped, byte[] associated) throws NotAuthentic {
        return decode(open(wrapped, associated), randomness);
    }

    /** The key in the clear; the caller zeroes it after use. */
    byte[] encode() {
        return ByteBuffer.allocate(KEY_START + key.length).put(algorithm.id()).putInt(id).put(key).array();
    }

    private byte[] header() {
        return ByteBuffer.allocate(HEADER_LENGTH).put(FORMAT).put(algorithm.id()).putInt(id).array();
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    @Override
    public String toString() {
        return algorithm + " key " + HexFormat.of().toHexDigits(id);
    }
}
