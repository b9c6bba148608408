package org.doorstep.verifier;

import java.util.List;

/** Merkle proofs, by the iterative algorithms of RFC 9162, sections 2.1.3.2 and 2.1.4.2. */
public final class Proofs {

    /** Hashes that a proof can have: one for each bit of a size. */
    public static final int LONGEST = 63;

    private Proofs() {
    }

    /** The hash of a leaf (RFC 6962, section 2.1). */
    public static Hash leafHash(byte[] leaf) {
        return new Hasher().leaf(leaf);
    }

    /** The root of a tree without leaves. */
    public static Hash emptyRoot() {
        return new Hasher().empty();
    }

    /** Whether a leaf stands at an index of the tree that has this size and root. */
    public static boolean included(long index, long size, Hash leaf, List<Hash> path, Hash root) {
        if (index < 0 || index >= size) {
            return false;
        }
        var hasher = new Hasher();
        long fn = index;
        long sn = size - 1;
        Hash r = leaf;
        for (Hash p : path) {
            if (sn == 0) {
                return false;
            }
            if ((fn & 1) == 1 || fn == sn) {
                r = hasher.node(p, r);
                while ((fn & 1) == 0 && fn != 0) {
                    fn >>= 1;
                    sn >>= 1;
                }
            } else {
                r = hasher.node(r, p);
            }
            fn >>= 1;
            sn >>= 1;
        }
        return sn == 0 && r.equals(root);
    }

    /** Whether the tree of the second size and root only adds to that of the first. Every tree adds to the empty one. */
    public static boolean consistent(long first, long second, List<Hash> path, Hash firstRoot, Hash secondRoot) {
        if (first < 0 || first > second) {
            return false;
        }
        if (first == second) {
            return path.isEmpty() && firstRoot.equals(secondRoot);
        }
        if (first == 0) {
            return path.isEmpty();
        }
        if (path.isEmpty()) {
            return false;
        }
        var hasher = new Hasher();
        long fn = first - 1;
        long sn = second - 1;
        while ((fn & 1) == 1) {
            fn >>= 1;
            sn >>= 1;
        }
        boolean whole = Long.bitCount(first) == 1;
        Hash fr = whole ? firstRoot : path.getFirst();
        Hash sr = fr;
        for (Hash c : whole ? path : path.subList(1, path.size())) {
            if (sn == 0) {
                return false;
            }
            if ((fn & 1) == 1 || fn == sn) {
                fr = hasher.node(c, fr);
                sr = hasher.node(c, sr);
                while ((fn & 1) == 0 && fn != 0) {
                    fn >>= 1;
                    sn >>= 1;
                }
            } else {
                sr = hasher.node(sr, c);
            }
            fn >>= 1;
            sn >>= 1;
        }
        return sn == 0 && fr.equals(firstRoot) && sr.equals(secondRoot);
    }
}
