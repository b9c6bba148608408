package org.doorstep.transparency;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Consecutive hashes of one level of the tree, from the start of a tile: a whole tile has {@link #WIDTH} of them.
 *
 * @param bytes one hash after the other
 */
@SuppressWarnings("ArrayRecordComponent") // Never changed after it was handed in.
record Hashes(byte[] bytes) {

    /** Hashes of a full tile. */
    static final int WIDTH = 256;
    /** Levels of the tree that a tile spans. */
    static final int HEIGHT = 8;

    static final Hashes NONE = new Hashes(new byte[0]);

    static Hashes of(List<byte[]> hashes) {
        var bytes = new ByteArrayOutputStream(hashes.size() * Merkle.HASH);
        hashes.forEach(bytes::writeBytes);
        return new Hashes(bytes.toByteArray());
    }

    int count() {
        return bytes.length / Merkle.HASH;
    }

    byte[] get(int index) {
        return Arrays.copyOfRange(bytes, index * Merkle.HASH, (index + 1) * Merkle.HASH);
    }

    Hashes first(int count) {
        return new Hashes(Arrays.copyOf(bytes, count * Merkle.HASH));
    }

    List<byte[]> all() {
        var all = new ArrayList<byte[]>(count());
        for (int index = 0; index < count(); index++) {
            all.add(get(index));
        }
        return all;
    }

    /** The root of the perfect subtree over {@code 2^height} of these hashes. */
    byte[] root(int from, int height) {
        var level = new ArrayList<byte[]>();
        for (int index = from; index < from + (1 << height); index++) {
            level.add(get(index));
        }
        for (int remaining = height; remaining > 0; remaining--) {
            for (int pair = 0; pair < level.size() / 2; pair++) {
                level.set(pair, Merkle.node(level.get(2 * pair), level.get(2 * pair + 1)));
            }
            level.subList(level.size() / 2, level.size()).clear();
        }
        return level.getFirst();
    }

    /** The roots of the perfect subtrees that these hashes make up, the largest first. */
    List<byte[]> peaks() {
        var peaks = new ArrayList<byte[]>();
        int from = 0;
        for (int height = HEIGHT; height >= 0; height--) {
            if ((count() & (1 << height)) != 0) {
                peaks.add(root(from, height));
                from += 1 << height;
            }
        }
        return peaks;
    }
}
