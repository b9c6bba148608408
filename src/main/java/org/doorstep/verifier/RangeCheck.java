package org.doorstep.verifier;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/**
 * Checks a range of leaves: their tiles against the tiles above, the bundles against the tiles, the leaves' form and
 * order, the checkpoints of sizes in the range, and the rows of the same entries. For one thread.
 */
final class RangeCheck {

    /** Leaves under a full tile of level 1. */
    static final long UNIT = 65_536;

    /**
     * A range.
     *
     * @param from      index of its first leaf, a multiple of {@link #UNIT}
     * @param to        index behind its last leaf
     * @param fromEntry number of its first row
     * @param toEntry   number of the first row behind it
     */
    record Range(long from, long to, long fromEntry, long toEntry) {
    }

    /**
     * What a range had.
     *
     * @param first    number of its first entry, or -1
     * @param last     number of its last entry, or -1
     * @param compared rows
     * @param lastRow  number of the last row that has a leaf, or -1
     */
    record Seen(long first, long last, long compared, long lastRow) {
    }

    private final Tree tree;
    private final Trunk trunk;
    private final Checkpoints checkpoints;
    private final Erasures erasures;
    private final Findings findings;
    private final AtomicLong progress;
    private final Hasher hasher = new Hasher();
    private final CanonicalWriter writer = new CanonicalWriter();
    private long first = -1;
    private long last = -1;
    private long lastIndex = -1;

    RangeCheck(Tree tree, Trunk trunk, Checkpoints checkpoints, Erasures erasures, Findings findings,
            AtomicLong progress) {
        this.tree = tree;
        this.trunk = trunk;
        this.checkpoints = checkpoints;
        this.erasures = erasures;
        this.findings = findings;
        this.progress = progress;
    }

    /** The number of the leaf at an index if it is what was sealed; else -1. */
    long entryAt(long index) {
        var path = tree.path(0, index / TilePath.FULL);
        var leaves = tree.bundle(path.index());
        var hashes = hashes(path, leaves == null ? null : hashed(leaves), above(index));
        int position = (int) (index % TilePath.FULL);
        if (leaves == null || hashes == null || !hasher.leaf(leaves.get(position)).isAt(hashes.hashes(), position)) {
            return -1;
        }
        try {
            return Leaf.parse(leaves.get(position), writer).entry();
        } catch (Malformed _) {
            return -1;
        }
    }

    Seen run(Range range, @Nullable TableMerge merge) {
        for (long unit = range.from(); unit < range.to(); unit += UNIT) {
            long end = Math.min(unit + UNIT, range.to());
            var above = above(unit);
            var published = checkpoints.between(unit, end).iterator();
            var next = published.hasNext() ? published.next() : null;
            for (long tile = unit / TilePath.FULL; tile * TilePath.FULL < end; tile++) {
                next = tile(tile, above, next, published, merge);
            }
        }
        if (merge == null) {
            return new Seen(first, last, 0, -1);
        }
        merge.end(range.to() == tree.size());
        return new Seen(first, last, merge.compared(), merge.last());
    }

    private Trunk.@Nullable Tile above(long firstLeaf) {
        return trunk.tile(1, firstLeaf / UNIT);
    }

    private Checkpoints.@Nullable Published tile(long index, Trunk.@Nullable Tile above,
            Checkpoints.@Nullable Published nextCheckpoint, Iterator<Checkpoints.Published> published,
            @Nullable TableMerge merge) {
        var path = tree.path(0, index);
        var bundlePath = tree.path(TilePath.ENTRIES, index);
        var leaves = tree.bundle(index);
        byte[] leafHashes = leaves == null ? null : hashed(leaves);
        var hashes = hashes(path, leafHashes, above);
        if (leaves != null && hashes != null && hashes.proved() && Arrays.equals(leafHashes, hashes.hashes())) {
            tree.proved(bundlePath, Bundle.of(leaves));
        }
        var next = nextCheckpoint;
        for (int position = 0; position < path.width(); position++) {
            long at = index * TilePath.FULL + position;
            leaf(at, position, leaves, leafHashes, hashes, merge);
            for (; next != null && next.checkpoint().size() == at + 1; next = published.hasNext() ? published.next()
                    : null) {
                compare(next, hashes, above);
            }
        }
        progress.addAndGet(path.width());
        return next;
    }

    private void leaf(long index, int position, @Nullable List<byte[]> leaves, byte @Nullable [] leafHashes,
            Trunk.@Nullable Tile hashes, @Nullable TableMerge merge) {
        Leaf leaf = null;
        var whatIsWrong = "";
        if (leaves != null) {
            try {
                leaf = Leaf.parse(leaves.get(position), writer);
            } catch (Malformed e) {
                whatIsWrong = String.valueOf(e.getMessage());
            }
        }
        var sealed = hashes == null ? null : Hash.at(hashes.hashes(), position);
        boolean right = leafHashes != null && sealed != null && sealed.isAt(leafHashes, position);
        if (leaves != null && sealed != null && !right) {
            findings.add(Finding.Kind.BUNDLE, "leaf " + (index + 1), "Leaf " + (index + 1) + " in the bundle "
                    + tree.path(TilePath.ENTRIES, index / TilePath.FULL) + " is not what was sealed"
                    + (leaf == null ? "." : "; it now says that it is entry " + leaf.entry() + "."));
        } else if (leaves != null && leaf == null) {
            findings.add(Finding.Kind.LEAF, index + 1, "Leaf " + (index + 1) + " is " + whatIsWrong + ".");
        }
        if (right && leaf != null) {
            inOrder(index, leaf);
            erasures.seen(leaf);
        }
        if (merge != null) {
            if (right && leaf != null) {
                merge.leaf(leaf);
            } else {
                merge.slot(hashes != null && hashes.proved() ? sealed : null, leaf);
            }
        }
    }

    private void inOrder(long index, Leaf leaf) {
        if (leaf.entry() <= last) {
            findings.add(Finding.Kind.ORDER, index + 1, "Leaf " + (index + 1) + " is of entry " + leaf.entry()
                    + " and stands after entry " + last + ".");
        }
        if (first < 0) {
            first = leaf.entry();
        }
        last = leaf.entry();
        lastIndex = index;
    }

    /** The hashes of leaves in a tile, proved if that can be. */
    private Trunk.@Nullable Tile hashes(TilePath path, byte @Nullable [] leafHashes, Trunk.@Nullable Tile above) {
        if (!path.isFull()) {
            return trunk.tile(0, path.index());
        }
        byte[] given = tree.tile(0, path.index());
        int position = (int) (path.index() % TilePath.FULL);
        if (above == null) {
            return given == null ? null : new Trunk.Tile(given, false);
        }
        if (given != null && hasher.root(given, TilePath.FULL).isAt(above.hashes(), position)) {
            if (above.proved()) {
                tree.proved(path, given);
            }
            return new Trunk.Tile(given, above.proved());
        }
        if (leafHashes != null && hasher.root(leafHashes, TilePath.FULL).isAt(above.hashes(), position)) {
            if (given != null) {
                findings.add(Finding.Kind.TILE, path, "The tile " + path + " was changed; its leaves are whole.");
            }
            return new Trunk.Tile(leafHashes, above.proved());
        }
        if (given == null) {
            return null;
        }
        findings.add(Finding.Kind.TILE, path,
                "The tile " + path + " is not what the tile above it commits to, and neither "
                        + "are its leaves: one or more of the " + Tree.leaves(path) + " were altered.");
        return new Trunk.Tile(given, false);
    }

    private void compare(Checkpoints.Published published, Trunk.@Nullable Tile hashes, Trunk.@Nullable Tile above) {
        long size = published.checkpoint().size();
        Hash root = null;
        boolean proved = true;
        for (int level = 0; Tree.hashes(size, level) > 0; level++) {
            long whole = Tree.hashes(size, level);
            int width = (int) (whole % TilePath.FULL);
            if (width == 0) {
                continue;
            }
            var tile = switch (level) {
                case 0 -> hashes;
                case 1 -> above;
                default -> trunk.tile(level, whole / TilePath.FULL);
            };
            if (tile == null) {
                return;
            }
            proved &= tile.proved();
            root = root == null ? hasher.root(tile.hashes(), width) : hasher.root(tile.hashes(), width, root);
        }
        checkpoints.compare(published, root, proved);
        if (proved && lastIndex == size - 1) {
            checkpoints.compareLast(published, last);
        }
    }

    private byte[] hashed(List<byte[]> leaves) {
        byte[] hashes = new byte[leaves.size() * Hash.LENGTH];
        for (int position = 0; position < leaves.size(); position++) {
            hasher.leaf(leaves.get(position)).copyTo(hashes, position);
        }
        return hashes;
    }
}
