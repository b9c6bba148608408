package org.doorstep.verifier;

import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** The tiles and bundles of a tree of a size, as the source gives them; what is not there or has another form is found. */
final class Tree {

    private static final int BITS = 8;

    private final TileSource source;
    private final long size;
    private final Findings findings;

    Tree(TileSource source, long size, Findings findings) {
        this.source = source;
        this.size = size;
        this.findings = findings;
    }

    long size() {
        return size;
    }

    /** Whole subtrees that the tree has at a level. */
    static long hashes(long size, int level) {
        int shift = BITS * level;
        return shift >= Long.SIZE ? 0 : size >> shift;
    }

    /** The highest level that has a tile. */
    int top() {
        int level = 0;
        while (hashes(size, level + 1) > 0) {
            level++;
        }
        return level;
    }

    /** Hashes or leaves of the tile with this index. */
    TilePath path(int level, long index) {
        long left = hashes(size, Math.max(level, 0)) - index * TilePath.FULL;
        return new TilePath(level, index, (int) Math.clamp(left, 0, TilePath.FULL));
    }

    byte @Nullable [] tile(int level, long index) {
        var path = path(level, index);
        byte[] hashes = read(path);
        int length = path.width() * Hash.LENGTH;
        if (hashes != null && (hashes.length == length || hashes.length > length && !path.isFull()
                && hashes.length % Hash.LENGTH == 0)) {
            return hashes.length == length ? hashes : Arrays.copyOf(hashes, length);
        }
        findings.add(Finding.Kind.TILE, path, "The tile " + path + (hashes == null ? " is missing."
                : " has not the length of a tile of " + path.width() + " hashes."));
        return null;
    }

    @Nullable
    List<byte[]> bundle(long index) {
        var path = path(TilePath.ENTRIES, index);
        byte[] bytes = read(path);
        if (bytes == null) {
            findings.add(Finding.Kind.BUNDLE, path, "The bundle " + path + " is missing: " + leaves(path) + ".");
            return null;
        }
        try {
            var leaves = Bundle.leaves(bytes);
            if (leaves.size() >= path.width()) {
                return leaves.subList(0, path.width());
            }
        } catch (Malformed _) {
            // the same as a bundle with too few leaves
        }
        findings.add(Finding.Kind.BUNDLE, path, "The bundle " + path + " does not have its " + path.width()
                + " leaves: " + leaves(path) + ".");
        return null;
    }

    void proved(TilePath path, byte[] bytes) {
        source.proved(path, bytes);
    }

    /** The leaves under a tile or in a bundle, for people, counted from 1. */
    static String leaves(TilePath path) {
        long each = 1L << BITS * Math.max(path.level(), 0);
        long first = path.index() * TilePath.FULL * each;
        return "leaves " + (first + 1) + " to " + (first + path.width() * each);
    }

    private byte @Nullable [] read(TilePath path) {
        byte[] bytes = source.read(path);
        return bytes == null && !path.isFull() ? source.read(path.full()) : bytes;
    }
}
