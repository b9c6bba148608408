package org.doorstep.verifier;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * The hashes of RFC 6962, section 2.1, over SHA-256: {@code 0x00 | leaf}, {@code 0x01 | left | right}. For one thread.
 */
final class Hasher {

    private static final byte LEAF = 0;
    private static final byte NODE = 1;

    private final MessageDigest sha256 = sha256();
    private final byte[] node = new byte[1 + 2 * Hash.LENGTH];

    Hasher() {
        node[0] = NODE;
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256", e);
        }
    }

    byte[] plain(byte[] salt, byte[] bytes) {
        sha256.update(salt);
        return sha256.digest(bytes);
    }

    Hash leaf(byte[] bytes) {
        sha256.update(LEAF);
        return Hash.of(sha256.digest(bytes));
    }

    Hash node(Hash left, Hash right) {
        sha256.update(NODE);
        sha256.update(left.bytes());
        return Hash.of(sha256.digest(right.bytes()));
    }

    /** The root of an empty tree: the hash of nothing. */
    Hash empty() {
        return Hash.of(sha256.digest());
    }

    /** The root over the first so many hashes, which stand one after another. */
    Hash root(byte[] hashes, int width) {
        byte[] level = Arrays.copyOf(hashes, width * Hash.LENGTH);
        int left = width;
        while (left > 1) {
            for (int pair = 0; pair < left / 2; pair++) {
                System.arraycopy(level, 2 * pair * Hash.LENGTH, node, 1, 2 * Hash.LENGTH);
                byte[] parent = sha256.digest(node);
                System.arraycopy(parent, 0, level, pair * Hash.LENGTH, Hash.LENGTH);
            }
            if (left % 2 == 1) {
                System.arraycopy(level, (left - 1) * Hash.LENGTH, level, left / 2 * Hash.LENGTH, Hash.LENGTH);
            }
            left = (left + 1) / 2;
        }
        return Hash.at(level, 0);
    }

    /** The root over so many hashes of whole subtrees, followed by the root of what is too little for one more. */
    Hash root(byte[] hashes, int width, Hash rest) {
        byte[] all = Arrays.copyOf(hashes, (width + 1) * Hash.LENGTH);
        Arrays.fill(all, width * Hash.LENGTH, all.length, (byte) 0);
        rest.copyTo(all, width);
        return root(all, width + 1);
    }
}
