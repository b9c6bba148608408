package org.doorstep.crypto;

/**
 * The authenticated ciphers that may seal, each with the byte that names it in stored bytes.
 * All use 12-byte nonces and 16-byte tags (NIST SP 800-38D, RFC 5116).
 */
public enum Algorithm {
    /** SM4 (GB/T 32907-2016) in GCM, 128-bit keys, as in RFC 8998. */
    SM4_GCM(1, 16),
    /** AES in GCM with 256-bit keys, AEAD_AES_256_GCM of RFC 5116. */
    AES_GCM(2, 32);

    static final int NONCE_LENGTH = 12;
    static final int TAG_LENGTH = 16;

    private final byte id;
    private final int keyLength;

    Algorithm(int id, int keyLength) {
        this.id = (byte) id;
        this.keyLength = keyLength;
    }

    byte id() {
        return id;
    }

    /** Bytes of a key. */
    int keyLength() {
        return keyLength;
    }

    Aead withKey(byte[] key) {
        return switch (this) {
            case SM4_GCM -> new Sm4Gcm(key);
            case AES_GCM -> new AesGcm(key);
        };
    }

    static Algorithm ofId(byte id) throws NotAuthentic {
        return switch (id) {
            case 1 -> SM4_GCM;
            case 2 -> AES_GCM;
            default -> throw new NotAuthentic();
        };
    }
}
