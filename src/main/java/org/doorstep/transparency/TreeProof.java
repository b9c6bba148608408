package org.doorstep.transparency;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A proof that an entry is in a tree, or that a tree is the beginning of another (RFC 6962, sections 2.1.1 and 2.1.2):
 * first as the ranges of leaves whose hashes it consists of, then, given the tiles, as those hashes. Pure.
 *
 * @param ranges from the leaves up
 */
record TreeProof(List<Range> ranges) {

    /** Leaves {@code from} to {@code to}, exclusive, as a tree of their own. */
    record Range(long from, long to) {

        long size() {
            return to - from;
        }

        /** The largest power of two below the size. */
        long split() {
            return Long.highestOneBit(size() - 1);
        }
    }

    /** The inclusion of a leaf in the tree of that size. */
    static TreeProof inclusion(long index, long size) {
        var ranges = new ArrayList<Range>();
        var range = new Range(0, size);
        while (range.size() > 1) {
            long middle = range.from() + range.split();
            boolean left = index < middle;
            ranges.addFirst(left ? new Range(middle, range.to()) : new Range(range.from(), middle));
            range = left ? new Range(range.from(), middle) : new Range(middle, range.to());
        }
        return new TreeProof(ranges);
    }

    /** The consistency of the tree of {@code first} leaves, at least one, with the one of {@code second}. */
    static TreeProof consistency(long first, long second) {
        var ranges = new ArrayList<Range>();
        var range = new Range(0, second);
        boolean whole = true;
        while (range.to() != first) {
            long middle = range.from() + range.split();
            if (first <= middle) {
                ranges.addFirst(new Range(middle, range.to()));
                range = new Range(range.from(), middle);
            } else {
                ranges.addFirst(new Range(range.from(), middle));
                range = new Range(middle, range.to());
                whole = false;
            }
        }
        if (!whole) {
            ranges.addFirst(range);
        }
        return new TreeProof(ranges);
    }

    /** A node of the tree: the root of the perfect subtree of height {@code height} at that place of its level. */
    private record Node(int height, long index) {

        Tile tile(long size) {
            int level = height / Hashes.HEIGHT;
            long tile = index >> (Hashes.HEIGHT - height % Hashes.HEIGHT);
            long inLevel = size >> (Hashes.HEIGHT * level);
            long width = Math.min(Hashes.WIDTH, inLevel - (tile << Hashes.HEIGHT));
            return new Tile(level, tile, (int) width);
        }

        byte[] hash(Hashes tile) {
            int inTile = height % Hashes.HEIGHT;
            int place = (int) (index & ((1L << (Hashes.HEIGHT - inTile)) - 1));
            return tile.root(place << inTile, inTile);
        }
    }

    private static List<Node> nodes(Range range) {
        var nodes = new ArrayList<Node>();
        long from = range.from();
        while (from < range.to()) {
            int height = 63 - Long.numberOfLeadingZeros(range.to() - from);
            nodes.add(new Node(height, from >> height));
            from += 1L << height;
        }
        return nodes;
    }

    /** The tiles that hold what the proof needs, in the tree of that size. */
    Set<Tile> tiles(long size) {
        var tiles = new LinkedHashSet<Tile>();
        ranges.forEach(range -> nodes(range).forEach(node -> tiles.add(node.tile(size))));
        return tiles;
    }

    /** The proof's hashes, out of those tiles. */
    List<byte[]> hashes(long size, Map<Tile, Hashes> tiles) {
        return ranges.stream().map(range -> Merkle.fold(nodes(range).stream()
                .map(node -> node.hash(Objects.requireNonNull(tiles.get(node.tile(size))))).toList()))
                .toList();
    }
}
