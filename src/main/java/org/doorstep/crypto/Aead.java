package org.doorstep.crypto;

/**
 * One cipher holding one key: authenticated encryption with associated data (RFC 5116). Safe for use by many threads.
 */
interface Aead {

    /** The ciphertext, followed by the tag. The same nonce must never be given twice. */
    byte[] seal(byte[] nonce, byte[] associated, byte[] plaintext);

    /** The plaintext that was sealed with this nonce and this associated data. */
    byte[] open(byte[] nonce, byte[] associated, byte[] ciphertextAndTag) throws NotAuthentic;
}
