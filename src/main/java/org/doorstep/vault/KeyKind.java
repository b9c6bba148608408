package org.doorstep.vault;

import java.util.List;

import org.doorstep.crypto.BlindIndexKey;
import org.doorstep.crypto.Keks;
import org.doorstep.crypto.SigningKey;
import org.doorstep.crypto.SigningKey.Scheme;

/** The keys that have generations: one follows another while everything goes on. */
public enum KeyKind {
    /** Wrap the keys of sealed records. */
    RECORDS(List.of(Keks.purpose(Vault.TENANT))),
    /** Find phone numbers. */
    PHONE_INDEX(List.of(BlindIndexKey.purpose("phone"))),
    /** Sign the log's checkpoints: one for each algorithm. */
    LOG(List.of(SigningKey.purpose("log", Scheme.ED25519), SigningKey.purpose("log", Scheme.SM2)));

    private final List<String> purposes;

    KeyKind(List<String> purposes) {
        this.purposes = purposes;
    }

    /** How its keys are named where they are kept. */
    public List<String> purposes() {
        return purposes;
    }
}
