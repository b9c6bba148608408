package org.doorstep.transparency;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/** The hashes of a Merkle tree (RFC 6962, section 2.1; SHA-256). Pure. */
final class Merkle {

    /** Bytes of a hash. */
    static final int HASH = 32;
    /** The root of the tree without leaves. */
    static final byte[] EMPTY = sha256().digest();

    private static final byte LEAF = 0;
    private static final byte NODE = 1;

    private Merkle() {
    }

    static byte[] leaf(byte[] data) {
        var digest = sha256();
        digest.update(LEAF);
        return digest.digest(data);
    }

    static byte[] node(byte[] left, byte[] right) {
        var digest = sha256();
        digest.update(NODE);
        digest.update(left);
        return digest.digest(right);
    }

    /** The root over roots of perfect subtrees that shrink from left to right, at least one. */
    static byte[] fold(List<byte[]> roots) {
        var root = roots.getLast();
        for (int index = roots.size() - 2; index >= 0; index--) {
            root = node(roots.get(index), root);
        }
        return root;
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
