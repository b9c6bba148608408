package org.doorstep.transparency;

import java.util.ArrayList;
import java.util.List;

/**
 * The right edge of the tree: of each level the tile that is not full yet. It is all that is needed to append and to
 * tell the root, however large the tree is. Immutable.
 *
 * @param size   leaves of the tree
 * @param levels the hashes of the unfinished tiles, from the leaves up
 */
record Edge(long size, List<Hashes> levels) {

    static final Edge EMPTY = new Edge(0, List.of());

    Edge {
        levels = List.copyOf(levels);
    }

    /** A tile that became full. */
    record FullTile(int level, long tile, Hashes hashes) {
    }

    /** The edge after more leaves, and the tiles that became full on the way. */
    record Grown(Edge edge, List<FullTile> full) {
    }

    Grown append(List<byte[]> leafHashes) {
        var full = new ArrayList<FullTile>();
        var grown = new ArrayList<Hashes>();
        var incoming = leafHashes;
        for (int level = 0; level < levels.size() || !incoming.isEmpty(); level++) {
            var hashes = new ArrayList<>(at(level).all());
            hashes.addAll(incoming);
            incoming = new ArrayList<>();
            int from = 0;
            for (long tile = tile(level); hashes.size() - from >= Hashes.WIDTH; tile++, from += Hashes.WIDTH) {
                var complete = Hashes.of(hashes.subList(from, from + Hashes.WIDTH));
                full.add(new FullTile(level, tile, complete));
                incoming.add(complete.root(0, Hashes.HEIGHT));
            }
            grown.add(Hashes.of(hashes.subList(from, hashes.size())));
        }
        return new Grown(new Edge(size + leafHashes.size(), grown), full);
    }

    /** The index of the unfinished tile of a level. */
    long tile(int level) {
        return size >> (Hashes.HEIGHT * (level + 1));
    }

    Hashes at(int level) {
        return level < levels.size() ? levels.get(level) : Hashes.NONE;
    }

    byte[] root() {
        var peaks = new ArrayList<byte[]>();
        levels.reversed().forEach(hashes -> peaks.addAll(hashes.peaks()));
        return peaks.isEmpty() ? Merkle.EMPTY : Merkle.fold(peaks);
    }

    /** Whether each level holds as many hashes as a tree of this size has there. */
    boolean isWhole() {
        for (int level = 0; level < Math.max(levels.size(), 7); level++) {
            if (at(level).count() != ((size >> (Hashes.HEIGHT * level)) & (Hashes.WIDTH - 1))) {
                return false;
            }
        }
        return true;
    }
}
