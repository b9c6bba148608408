package org.doorstep.verifier;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Something that is wrong with the log, said so that an officer can act on it. It names entries and members, never what
 * stands in them.
 *
 * @param place    the tile, checkpoint or entry that it is about; one finding of a kind is kept for each
 * @param entry    the number of the entry, where it is about one
 * @param members  of the entry that differ
 * @param sentence for people
 */
record Finding(Kind kind, String place, @Nullable Long entry, List<String> members, String sentence) {

    /** What is wrong, in the words of the machine-readable result. */
    enum Kind {
        /** A checkpoint that no trusted key signed, or that cannot be read. */
        CHECKPOINT,
        /** Checkpoints that cannot belong to one log that only ever grew. */
        FORK,
        /** Fewer entries than were published before. */
        ROLLED_BACK,
        /** The tiles do not give the signed root. */
        ROOT,
        /** A tile that is missing or is not what the tree commits to. */
        TILE,
        /** A bundle of leaves that is missing or is not what the tree commits to. */
        BUNDLE,
        /** A leaf that is not in the form of its version. */
        LEAF,
        /** Leaves that do not stand in the order of their entries. */
        ORDER,
        /** Witnesses that were asked for and did not cosign. */
        COSIGNATURE,
        /** A row that differs from its leaf. */
        ALTERED,
        /** Two rows, each with what was sealed for the other. */
        EXCHANGED,
        /** A leaf without a row. */
        REMOVED,
        /** A row without a leaf, although younger ones are sealed. */
        FORGED,
        /** A row whose detail is gone without an entry that says so. */
        ERASURE
    }

    static Finding of(Kind kind, Object place, String sentence) {
        return new Finding(kind, place.toString(), null, List.of(), sentence);
    }

    static Finding ofEntry(Kind kind, long entry, List<String> members, String sentence) {
        return new Finding(kind, Long.toString(entry), entry, members, sentence);
    }
}
