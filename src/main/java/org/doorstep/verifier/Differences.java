package org.doorstep.verifier;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Where table and tree differ. Kept until all of both were seen, because only then it can be said that a row holds what
 * was sealed for another. Safe for use by many threads.
 */
final class Differences {

    private static final int KEPT = 10_000;
    private static final Map<String, String> HIDDEN = Map.of("who", "who (actor, device or subject)", "detail",
            "detail (reason, recipient or address)");

    /**
     * What stands in a row or leaf apart from its number.
     *
     * @param plain the same without the commitments, whose salts may have stayed behind
     */
    record Content(Hash whole, Hash plain) {

        static Content of(Leaf leaf, CanonicalWriter writer, Hasher hasher) {
            return new Content(hasher.leaf(leaf.without(writer, "entry")),
                    hasher.leaf(leaf.without(writer, "entry", "who", "detail")));
        }
    }

    /**
     * A difference at one number.
     *
     * @param row     what stands in the row; null if there is none
     * @param sealed  what the tree has; null if it has none
     * @param members that differ, if both are there
     */
    private record Difference(long entry, @Nullable Content row, @Nullable Content sealed, List<String> members) {
    }

    private final Findings findings;
    private final List<Difference> kept = new ArrayList<>();

    Differences(Findings findings) {
        this.findings = findings;
    }

    void altered(long entry, Content row, Content sealed, List<String> members) {
        keep(new Difference(entry, row, sealed, members));
    }

    void removed(long entry, Content sealed) {
        keep(new Difference(entry, null, sealed, List.of()));
    }

    void forged(long entry, @Nullable Content row) {
        keep(new Difference(entry, row, null, List.of()));
    }

    private synchronized void keep(Difference difference) {
        if (kept.size() < KEPT) {
            kept.add(difference);
        } else {
            findings.add(finding(difference, null, Long.MAX_VALUE));
        }
    }

    /** Says what was found. @param newest number of the newest entry that is sealed */
    synchronized void report(long newest) {
        var sealed = new HashMap<Hash, Difference>();
        kept.forEach(difference -> {
            if (difference.sealed() != null) {
                sealed.put(difference.sealed().plain(), difference);
            }
        });
        kept.forEach(difference -> {
            if (difference.sealed() != null) {
                sealed.put(difference.sealed().whole(), difference);
            }
        });
        for (var difference : kept) {
            findings.add(finding(difference, source(difference, sealed), newest));
        }
        kept.clear();
    }

    /** For whose number the row's content was sealed. */
    private static @Nullable Difference source(Difference difference, Map<Hash, Difference> sealed) {
        var row = difference.row();
        if (row == null) {
            return null;
        }
        var source = sealed.get(row.whole());
        if (source == null && (difference.sealed() == null || !difference.sealed().plain().equals(row.plain()))) {
            source = sealed.get(row.plain());
        }
        return source == null || source.entry() == difference.entry() ? null : source;
    }

    private static Finding finding(Difference difference, @Nullable Difference source, long newest) {
        long entry = difference.entry();
        var row = difference.row();
        var sealed = difference.sealed();
        if (sealed == null) {
            return Finding.ofEntry(Finding.Kind.FORGED, entry, List.of(),
                    "Entry " + entry + " was never sealed, although "
                            + "younger ones are: it was put in or renumbered" + (source == null ? "."
                                    : ", and holds what was sealed as entry " + source.entry() + "."));
        }
        if (row == null) {
            return Finding.ofEntry(Finding.Kind.REMOVED, entry, List.of(), "Entry " + entry
                    + (entry == newest ? ", the newest that is sealed," : "")
                    + " is missing in the table: it was removed.");
        }
        if (source != null) {
            boolean mutual = source.row() != null && (source.row().whole().equals(sealed.whole())
                    || source.row().plain().equals(sealed.plain()));
            return Finding.ofEntry(Finding.Kind.EXCHANGED, entry, difference.members(), mutual
                    ? "Entry " + entry + " was exchanged with entry " + source.entry() + "."
                    : "Entry " + entry + " holds what was sealed as entry " + source.entry() + ".");
        }
        return Finding.ofEntry(Finding.Kind.ALTERED, entry, difference.members(), "Entry " + entry + " was altered: "
                + String.join(", ", difference.members().stream()
                        .map(member -> Objects.requireNonNull(HIDDEN.getOrDefault(member, member))).toList())
                + ".");
    }
}
