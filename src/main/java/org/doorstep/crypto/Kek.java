package org.doorstep.crypto;

/** Key encryption key: one version of what wraps DEKs. A wrapped DEK is an envelope whose key id is that version. */
final class Kek {

    private final SealingKey key;

    Kek(SealingKey key) {
        this.key = key;
    }

    int version() {
        return key.id();
    }

    byte[] wrap(Dek dek, Aad place) {
        return key.wrap(dek.key(), place.encoded());
    }

    Dek unwrap(byte[] wrapped, Aad place) throws NotAuthentic {
        return new Dek(key.unwrap(wrapped, place.encoded()));
    }

    @Override
    public String toString() {
        return "Kek[" + key + "]";
    }
}
