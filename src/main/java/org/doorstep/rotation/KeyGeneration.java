package org.doorstep.rotation;

import java.time.Instant;
import java.util.List;

import org.doorstep.vault.KeyKind;
import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * One generation of a key.
 *
 * @param activeFrom from when on it is written with
 * @param movedAt when nothing that changes was left under it
 * @param retiredAt from when on it signs no more
 * @param rootKey id of the root key that wraps it
 * @param progress how far everything has moved to it
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record KeyGeneration(KeyKind kind, int version, State state, Instant createdAt, Instant activeFrom,
        @Nullable Instant movedAt, @Nullable Instant retiredAt, @Nullable String rootKey, List<Progress> progress) {

    public KeyGeneration {
        progress = List.copyOf(progress);
    }

    /** Its use at present. */
    public enum State {
        /** Read with on every node, written with in a minute. */
        ANNOUNCED,
        /** Written with. */
        WRITES,
        /** Something is left under it. */
        IN_USE,
        /** Nothing is left under it but, with an index, entries of the log; it can be destroyed when those allow it. */
        LEFT_BEHIND,
        /** Gone. */
        DESTROYED
    }

    /**
     * How far one part has moved.
     *
     * @param done rows so far
     * @param about how many rows there are, by the database's own estimate
     * @param unreadable rows that did not open and stay as they are: the old key is needed until they are put right
     */
    @RegisterForReflection
    public record Progress(String part, long done, long about, long unreadable, boolean finished) {
    }
}
