package org.doorstep.verifier;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/** RFC 6962, section 2.1, written down once more, by its recursive definitions: what tests compare with. */
public final class SampleTree {

    private final List<byte[]> leaves;

    public SampleTree(List<byte[]> leaves) {
        this.leaves = List.copyOf(leaves);
    }

    public int size() {
        return leaves.size();
    }

    public List<byte[]> leaves() {
        return leaves;
    }

    /** MTH(D[from:to]). */
    public byte[] root(int from, int to) {
        if (from == to) {
            return sha256();
        }
        if (to - from == 1) {
            return sha256(new byte[]{0}, leaves.get(from));
        }
        int k = split(to - from);
        return sha256(new byte[]{1}, root(from, from + k), root(from + k, to));
    }

    public byte[] root() {
        return root(0, size());
    }

    /** PATH(index, D[0:size]). */
    public List<byte[]> inclusion(int index, int size) {
        return path(index, 0, size);
    }

    /** PROOF(first, D[0:second]). */
    public List<byte[]> consistency(int first, int second) {
        return first == 0 || first == second ? List.of() : subproof(first, 0, second, true);
    }

    private List<byte[]> path(int index, int from, int to) {
        if (to - from == 1) {
            return new ArrayList<>();
        }
        int k = split(to - from);
        if (index < k) {
            var path = path(index, from, from + k);
            path.add(root(from + k, to));
            return path;
        }
        var path = path(index - k, from + k, to);
        path.add(root(from, from + k));
        return path;
    }

    private List<byte[]> subproof(int m, int from, int to, boolean whole) {
        if (m == to - from) {
            return whole ? new ArrayList<>() : new ArrayList<>(List.of(root(from, to)));
        }
        int k = split(to - from);
        if (m <= k) {
            var proof = subproof(m, from, from + k, whole);
            proof.add(root(from + k, to));
            return proof;
        }
        var proof = subproof(m - k, from + k, to, false);
        proof.add(root(from, from + k));
        return proof;
    }

    private static int split(int n) {
        return Integer.highestOneBit(n - 1);
    }

    static byte[] sha256(byte[]... parts) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
