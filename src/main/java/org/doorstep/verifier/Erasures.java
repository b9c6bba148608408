package org.doorstep.verifier;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Rows whose detail is gone, and the entries that say so. An erasure is right if it names a younger entry of action
 * LOG_ERASURE, granted, that is in the tree. Safe for use by many threads.
 */
final class Erasures {

    private static final String ACTION = "LOG_ERASURE";
    private static final String GRANTED = "GRANTED";

    private final Findings findings;
    private final Set<Long> sealed = ConcurrentHashMap.newKeySet();
    private final Map<Long, Long> named = new ConcurrentHashMap<>();

    Erasures(Findings findings) {
        this.findings = findings;
    }

    /** A leaf of the tree. */
    void seen(Leaf leaf) {
        if (ACTION.equals(leaf.text("action")) && GRANTED.equals(leaf.text("decision"))) {
            sealed.add(leaf.entry());
        }
    }

    /** A row that has a leaf. */
    void seen(AccessRow row) {
        var by = row.erasedBy();
        if (!row.isErased()) {
            if (by != null) {
                wrong(row.entry(), "names entry " + by + " as its erasure, although its detail stands");
            }
        } else if (row.hasDetail()) {
            wrong(row.entry(), "has a detail without the salt that proves it");
        } else if (by == null) {
            wrong(row.entry(), "has lost its detail, and names no entry that says why");
        } else if (by <= row.entry()) {
            wrong(row.entry(), "names entry " + by + " as its erasure, which is not younger");
        } else {
            named.merge(by, row.entry(), Math::min);
        }
    }

    /**
     * Says what was found.
     *
     * @param notSealedYet granted erasures in rows that are younger than the tree
     * @return how many erasures wait for their entry to be sealed
     */
    long report(Set<Long> notSealedYet) {
        long waiting = 0;
        for (var erasure : named.entrySet()) {
            if (sealed.contains(erasure.getKey())) {
                continue;
            }
            if (notSealedYet.contains(erasure.getKey())) {
                waiting++;
            } else {
                wrong(erasure.getValue(), "names entry " + erasure.getKey()
                        + " as its erasure, which is no granted erasure in the tree");
            }
        }
        return waiting;
    }

    private void wrong(long entry, String what) {
        findings.add(Finding.ofEntry(Finding.Kind.ERASURE, entry, List.of("detail"), "Entry " + entry + " " + what
                + "."));
    }
}
