package org.doorstep.crypto;

import java.util.Arrays;

/**
 * The key of one field's blind index: finds equal values without storing them. The index of a value is
 * HMAC-SM3 (RFC 2104 over GB/T 32905-2016) of the field's name and the value, cut to its first 16 bytes.
 *
 * <p>Whoever holds this key can try all phone numbers: it is wrapped by the root key, and look-ups are to be
 * limited. Equality is all that can be asked; no prefix, no last four digits. Safe for use by many threads.
 */
public final class BlindIndexKey {

    /** Bytes of an index. */
    public static final int INDEX_LENGTH = 16;

    private static final String PURPOSE = "blind-index/";
    private static final int KEY_LENGTH = 32;

    private final String field;
    private final int version;
    private final byte[] key;

    private BlindIndexKey(String field, int version, byte[] key) {
        this.field = field;
        this.version = version;
        this.key = key;
    }

    /** What {@link WrappedKey#purpose} says of the keys of this field. */
    public static String purpose(String field) {
        return PURPOSE + field;
    }

    /**
     * A new key, to be kept. A new version means computing the whole index anew.
     *
     * @param version from 1
     * @throws RootKeyUnavailable if the root key's store does not answer
     */
    public static WrappedKey generate(RootKey root, String field, int version) {
        return generate(root, field, version, Randomness.SYSTEM);
    }

    static WrappedKey generate(RootKey root, String field, int version, Randomness randomness) {
        return WrappedKey.wrap(root, purpose(field), version, randomness.bytes(KEY_LENGTH));
    }

    /**
     * Opens a kept key.
     *
     * @throws NotAuthentic       if it was altered or is the key of another field
     * @throws RootKeyUnavailable if the root key's store does not answer
     */
    public static BlindIndexKey open(RootKey root, String field, WrappedKey kept) throws NotAuthentic {
        if (!kept.purpose().equals(purpose(field))) {
            throw new NotAuthentic();
        }
        byte[] key = kept.unwrap(root);
        if (key.length != KEY_LENGTH) {
            Arrays.fill(key, (byte) 0);
            throw new NotAuthentic();
        }
        return new BlindIndexKey(field, kept.version(), key);
    }

    public int version() {
        return version;
    }

    /**
     * The index of a value: 16 bytes.
     *
     * @param normalised the value in the one spelling that all equal values share
     */
    public byte[] mac(String normalised) {
        byte[] message = new Canonical(Canonical.BLIND_INDEX).text(field).text(normalised).toBytes();
        return Arrays.copyOf(HmacSm3.mac(key, message), INDEX_LENGTH);
    }

    @Override
    public String toString() {
        return "BlindIndexKey[" + field + " version " + version + "]";
    }
}
