package org.doorstep.verifier;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Walks along rows and leaves of one range in the order of their numbers. Leaves that are themselves wrong are slots:
 * only their hash is known, and the row that has it is right although its leaf is not. For one thread.
 */
final class TableMerge implements AutoCloseable {

    /**
     * A place of the tree whose leaf is missing or wrong.
     *
     * @param hash what was sealed there, if the tile above is whole
     * @param leaf what stands there now, if it can be read
     */
    private record Slot(@Nullable Hash hash, @Nullable Leaf leaf) {
    }

    private final RowCursor rows;
    private final Findings findings;
    private final Differences differences;
    private final Erasures erasures;
    private final CanonicalWriter writer = new CanonicalWriter();
    private final Hasher hasher = new Hasher();
    private final List<Slot> slots = new ArrayList<>();
    private long compared;
    private long last = -1;

    TableMerge(RowCursor rows, Findings findings, Differences differences, Erasures erasures) {
        this.rows = rows;
        this.findings = findings;
        this.differences = differences;
        this.erasures = erasures;
    }

    /** The next leaf, which is what was sealed. */
    void leaf(Leaf leaf) {
        before(leaf.entry());
        last = Math.max(last, leaf.entry());
        var row = rows.peek();
        if (row == null || row.entry() != leaf.entry()) {
            differences.removed(leaf.entry(), Differences.Content.of(leaf, writer, hasher));
            return;
        }
        rows.take();
        compared++;
        erasures.seen(row);
        byte[] own = row.leaf(writer, hasher, leaf.text("detail"));
        if (!Arrays.equals(own, leaf.bytes())) {
            altered(own, leaf);
        }
    }

    /** The next leaf, which is missing or is not what was sealed. */
    void slot(@Nullable Hash hash, @Nullable Leaf leaf) {
        slots.add(new Slot(hash, leaf));
    }

    /** The end of the range. */
    void end(boolean ofTree) {
        if (!ofTree) {
            before(Long.MAX_VALUE);
            return;
        }
        var trailing = new ArrayList<AccessRow>();
        for (int missing = slots.size(); missing > 0 && rows.peek() instanceof AccessRow row; missing--) {
            trailing.add(row);
            last = row.entry();
            rows.take();
        }
        fill(trailing);
    }

    long compared() {
        return compared;
    }

    /** The number of the last entry that has a leaf. */
    long last() {
        return last;
    }

    /** Settles the rows below a number, which belong into the slots or nowhere. */
    private void before(long entry) {
        if (slots.isEmpty()) {
            for (var row = rows.peek(); row != null && row.entry() < entry; row = rows.peek()) {
                differences.forged(row.entry(), content(row));
                rows.take();
            }
            return;
        }
        var between = new ArrayList<AccessRow>();
        for (var row = rows.peek(); row != null && row.entry() < entry; row = rows.peek()) {
            between.add(row);
            rows.take();
        }
        fill(between);
    }

    private void fill(List<AccessRow> between) {
        var open = new LinkedHashMap<Hash, Slot>();
        var blind = new ArrayList<Slot>();
        for (var slot : slots) {
            if (slot.hash() == null) {
                blind.add(slot);
            } else {
                open.put(slot.hash(), slot);
            }
        }
        slots.clear();
        var left = new ArrayList<AccessRow>();
        for (var row : between) {
            if (matches(row, open)) {
                compared++;
                erasures.seen(row);
            } else {
                left.add(row);
            }
        }
        var unfilled = new ArrayList<>(open.values());
        unfilled.addAll(blind);
        int pairs = Math.min(left.size(), unfilled.size());
        for (int pair = 0; pair < pairs; pair++) {
            long entry = left.get(pair).entry();
            if (unfilled.get(pair).hash() != null) {
                findings.add(
                        Finding.ofEntry(Finding.Kind.ALTERED, entry, List.of(), "Entry " + entry + " is not what was "
                                + "sealed, and neither is its leaf, so what was altered cannot be told."));
            }
        }
        left.subList(pairs, left.size()).forEach(row -> differences.forged(row.entry(), content(row)));
        for (var slot : unfilled.subList(pairs, unfilled.size())) {
            var leaf = slot.leaf();
            if (leaf != null) {
                differences.removed(leaf.entry(), Differences.Content.of(leaf, writer, hasher));
            } else {
                findings.add(Finding.Kind.REMOVED, "after " + last, "An entry after entry " + last
                        + " is missing in the table, and so is its leaf.");
            }
        }
    }

    /** Whether the row is what was sealed in one of the slots, which it then takes. */
    private boolean matches(AccessRow row, LinkedHashMap<Hash, Slot> open) {
        if (!row.isErased()) {
            return open.remove(hasher.leaf(row.leaf(writer, hasher, null))) != null;
        }
        for (var slot : open.values()) {
            var detail = slot.leaf() == null ? null : slot.leaf().text("detail");
            var hash = hasher.leaf(row.leaf(writer, hasher, detail));
            if (open.containsKey(hash)) {
                open.remove(hash);
                return true;
            }
        }
        return false;
    }

    private void altered(byte[] own, Leaf sealed) {
        try {
            var row = Leaf.parse(own, writer);
            differences.altered(sealed.entry(), Differences.Content.of(row, writer, hasher),
                    Differences.Content.of(sealed, writer, hasher), Leaf.differing(row, sealed));
        } catch (Malformed _) {
            findings.add(Finding.ofEntry(Finding.Kind.ALTERED, sealed.entry(), List.of(), "Entry " + sealed.entry()
                    + " was altered so that it has no leaf."));
        }
    }

    private Differences.@Nullable Content content(AccessRow row) {
        try {
            return Differences.Content.of(Leaf.parse(row.leaf(writer, hasher, null), writer), writer, hasher);
        } catch (Malformed _) {
            return null;
        }
    }

    @Override
    public void close() {
        rows.close();
    }
}
