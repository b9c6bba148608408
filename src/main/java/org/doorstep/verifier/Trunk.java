package org.doorstep.verifier;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * The tiles above the leaves' hashes, and the last tile of each level: proved from the signed root downwards, so that a
 * tile that is wrong is named and not the one above it. A wrong tile is computed again from what is under it; if that
 * gives what was signed, the tile alone was changed. Safe for use by many threads.
 */
final class Trunk {

    private static final int KEPT_FROM = 2;

    /** @param proved whether the signed root commits to the hashes */
    record Tile(byte[] hashes, boolean proved) {
    }

    private final Tree tree;
    private final Findings findings;
    private final List<@Nullable Tile> edges = new ArrayList<>();
    private final Map<TilePath, Tile> kept = new ConcurrentHashMap<>();

    Trunk(Tree tree, Checkpoint checkpoint, Findings findings) {
        this.tree = tree;
        this.findings = findings;
        if (tree.size() > 0) {
            readEdges(checkpoint.root());
        } else if (!checkpoint.root().equals(Proofs.emptyRoot())) {
            findings.add(Finding.Kind.ROOT, "0", "The checkpoint of an empty log has not the root of an empty tree.");
        }
    }

    /** A tile of a level from 1, or the last one of level 0 if it is not full; null if it cannot be had. */
    @Nullable
    Tile tile(int level, long index) {
        var path = tree.path(level, index);
        if (!path.isFull()) {
            return level < edges.size() ? edges.get(level) : null;
        }
        if (level < KEPT_FROM) {
            return read(path);
        }
        var known = kept.get(path);
        if (known == null) {
            known = read(path);
            if (known != null) {
                kept.put(path, known);
            }
        }
        return known;
    }

    /** The hash that the level above has of a full tile; null if it cannot be had. */
    @Nullable
    Tile above(TilePath path) {
        return tile(path.level() + 1, path.index() / TilePath.FULL);
    }

    private @Nullable Tile read(TilePath path) {
        byte[] hashes = tree.tile(path.level(), path.index());
        var above = above(path);
        int position = (int) (path.index() % TilePath.FULL);
        if (above == null) {
            return hashes == null ? null : new Tile(hashes, false);
        }
        if (hashes != null && new Hasher().root(hashes, path.width()).isAt(above.hashes(), position)) {
            return settled(path, hashes, above.proved());
        }
        byte[] rebuilt = rebuilt(path);
        if (rebuilt != null && new Hasher().root(rebuilt, path.width()).isAt(above.hashes(), position)) {
            report(path, hashes);
            return new Tile(rebuilt, above.proved());
        }
        if (hashes == null) {
            return null;
        }
        findings.add(Finding.Kind.TILE, path,
                "The tile " + path + " is not what the tile above it commits to, and what "
                        + "is under it was changed too (" + Tree.leaves(path) + ").");
        return new Tile(hashes, false);
    }

    private void readEdges(Hash root) {
        var given = new ArrayList<byte @Nullable []>();
        for (int level = 0; level <= tree.top(); level++) {
            var path = last(level);
            given.add(path.width() == 0 ? new byte[0] : tree.tile(level, path.index()));
        }
        if (root.equals(root(given))) {
            settle(given, true);
            return;
        }
        var computed = new ArrayList<byte @Nullable []>();
        int differing = 0;
        for (int level = 0; level < given.size(); level++) {
            var path = last(level);
            byte[] rebuilt = path.width() == 0 ? new byte[0] : rebuilt(path);
            computed.add(rebuilt);
            if (rebuilt != null && !Arrays.equals(rebuilt, given.get(level))) {
                differing |= 1 << level;
            }
        }
        for (int several = 1; several <= Integer.bitCount(differing); several++) {
            for (int chosen = differing; chosen != 0; chosen = chosen - 1 & differing) {
                if (Integer.bitCount(chosen) == several && mended(given, computed, chosen, root)) {
                    return;
                }
            }
        }
        findings.add(Finding.Kind.ROOT, Long.toString(tree.size()),
                "The tiles do not give the root that was signed for "
                        + tree.size() + " entries.");
        settle(given, false);
    }

    /** Whether the signed root comes out if the chosen levels' tiles are those that were computed. */
    private boolean mended(List<byte @Nullable []> given, List<byte @Nullable []> computed, int chosen, Hash root) {
        var mixed = new ArrayList<byte @Nullable []>();
        for (int level = 0; level < given.size(); level++) {
            mixed.add((chosen >> level & 1) == 1 ? computed.get(level) : given.get(level));
        }
        if (!root.equals(root(mixed))) {
            return false;
        }
        for (int level = 0; level < given.size(); level++) {
            if ((chosen >> level & 1) == 1) {
                report(last(level), given.get(level));
            }
        }
        settle(mixed, true);
        return true;
    }

    private void report(TilePath path, byte @Nullable [] hashes) {
        if (hashes != null) {
            findings.add(Finding.Kind.TILE, path, "The tile " + path + " was changed; what is under it is whole.");
        }
    }

    private void settle(List<byte @Nullable []> hashes, boolean proved) {
        for (int level = 0; level < hashes.size(); level++) {
            byte[] edge = hashes.get(level);
            edges.add(edge == null || edge.length == 0 ? null : settled(last(level), edge, proved));
        }
    }

    private Tile settled(TilePath path, byte[] hashes, boolean proved) {
        if (proved) {
            tree.proved(path, hashes);
        }
        return new Tile(hashes, proved);
    }

    private TilePath last(int level) {
        return tree.path(level, Tree.hashes(tree.size(), level + 1));
    }

    /** The tile as what is under it gives it. */
    private byte @Nullable [] rebuilt(TilePath path) {
        var hasher = new Hasher();
        byte[] hashes = new byte[path.width() * Hash.LENGTH];
        var leaves = path.level() == 0 ? tree.bundle(path.index()) : null;
        for (int position = 0; position < path.width(); position++) {
            Hash hash = null;
            if (leaves != null) {
                hash = hasher.leaf(leaves.get(position));
            } else if (path.level() > 0) {
                byte[] under = tree.tile(path.level() - 1, path.index() * TilePath.FULL + position);
                hash = under == null ? null : hasher.root(under, TilePath.FULL);
            }
            if (hash == null) {
                return null;
            }
            hash.copyTo(hashes, position);
        }
        return hashes;
    }

    /** The root that the last tiles give. */
    private static @Nullable Hash root(List<byte @Nullable []> edges) {
        var hasher = new Hasher();
        Hash root = null;
        for (byte[] edge : edges) {
            if (edge == null) {
                return null;
            }
            int width = edge.length / Hash.LENGTH;
            if (width > 0) {
                root = root == null ? hasher.root(edge, width) : hasher.root(edge, width, root);
            }
        }
        return root;
    }
}
