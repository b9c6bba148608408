package org.doorstep.crypto;

/**
 * The key at the top of the hierarchy. It never leaves its store: an HSM or a KMS in production,
 * {@link FileRootKey} otherwise. Calls may block on that store, so they stay off the event loop.
 */
public interface RootKey {

    /** Names the key in configuration and messages; says nothing about its bytes. */
    String id();

    /**
     * The key bytes, encrypted and authenticated together with {@code context}.
     *
     * @throws RootKeyUnavailable if the store does not answer
     */
    byte[] wrap(byte[] key, byte[] context);

    /**
     * The key bytes that were wrapped with the same context. The caller zeroes them after use.
     *
     * @throws NotAuthentic       if this root key did not wrap these bytes with this context
     * @throws RootKeyUnavailable if the store does not answer, or holds another root key than the one needed
     */
    byte[] unwrap(byte[] wrapped, byte[] context) throws NotAuthentic;
}
