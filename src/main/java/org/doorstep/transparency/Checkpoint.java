package org.doorstep.transparency;

import java.util.Arrays;
import java.util.Base64;

/**
 * A signed head of the tree (c2sp.org/tlog-checkpoint).
 *
 * @param lastEntry the number of the last entry that it covers, 0 if none
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by content, never changed.
record Checkpoint(long size, byte[] root, long lastEntry, SignedNote note) {

    /** What a checkpoint says. */
    static String text(String origin, long size, byte[] root) {
        return origin + "\n" + size + "\n" + Base64.getEncoder().encodeToString(root) + "\n";
    }

    boolean hasRoot(byte[] other) {
        return Arrays.equals(root, other);
    }

    /** Whether a later look at the log that shows this one would have lost or changed what {@code known} had. */
    boolean contradicts(Checkpoint known) {
        return size < known.size() || (size == known.size() && !hasRoot(known.root()));
    }
}
