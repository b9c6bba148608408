package org.doorstep.verifier;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A proof that a leaf stands in a log (c2sp.org/tlog-proof).
 *
 * @param extra the leaf, in proofs of this log
 */
public record Proof(byte @Nullable [] extra, long index, List<Hash> path, Checkpoint checkpoint) {

    private static final String FIRST = "c2sp.org/tlog-proof@v1";
    private static final String EXTRA = "extra ";
    private static final String INDEX = "index ";

    public Proof {
        path = List.copyOf(path);
    }

    /** Reads a {@code .tlog-proof} file. */
    public static Proof parse(byte[] bytes) throws Malformed {
        var text = StrictText.utf8(bytes);
        int blank = text.indexOf("\n\n");
        if (blank < 0) {
            throw new Malformed("a proof without a checkpoint");
        }
        var lines = List.of(text.substring(0, blank).split("\n", -1));
        if (!lines.getFirst().equals(FIRST)) {
            throw new Malformed("not a proof: its first line is not " + FIRST);
        }
        int next = 1;
        byte[] extra = null;
        if (next < lines.size() && lines.get(next).startsWith(EXTRA)) {
            extra = StrictText.base64(lines.get(next++).substring(EXTRA.length()));
        }
        if (next == lines.size() || !lines.get(next).startsWith(INDEX)) {
            throw new Malformed("a proof without an index");
        }
        long index = StrictText.number(lines.get(next++).substring(INDEX.length()));
        if (lines.size() - next > Proofs.LONGEST) {
            throw new Malformed("a proof of more than " + Proofs.LONGEST + " hashes");
        }
        var path = new ArrayList<Hash>();
        for (var line : lines.subList(next, lines.size())) {
            path.add(Hash.ofBase64(line));
        }
        return new Proof(extra, index, path, Checkpoint.parse(text.substring(blank + 2)));
    }

    /** Whether the proof leads from a leaf to the root of its checkpoint; the checkpoint itself is to be checked too. */
    public boolean leadsFrom(byte[] leaf) {
        return Proofs.included(index, checkpoint.size(), Proofs.leafHash(leaf), path, checkpoint.root());
    }
}
