package org.doorstep.vault;

import java.util.List;

import org.doorstep.crypto.SigningKey;

/**
 * What checkpoints of the log are signed with: for everybody, and for those who need the national algorithms.
 *
 * @param generations oldest first; while one follows another, both sign
 */
public record LogKeys(List<Generation> generations) {

    public LogKeys {
        generations = List.copyOf(generations);
    }

    /**
     * Two keys that came together.
     *
     * @param signs whether checkpoints are signed with them now: not before every node knows them, nor once they rest
     */
    public record Generation(int version, SigningKey ed25519, SigningKey sm2, boolean signs) {
    }
}
