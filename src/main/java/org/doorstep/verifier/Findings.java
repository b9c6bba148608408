package org.doorstep.verifier;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What was found to be wrong. Keeps the first thousands in words and counts them all. Safe for use by many threads. */
final class Findings {

    private static final int KEPT = 10_000;

    private final List<Finding> kept = new ArrayList<>();
    private final Set<String> places = new HashSet<>();
    private final Map<Finding.Kind, Long> counts = new EnumMap<>(Finding.Kind.class);

    synchronized void add(Finding finding) {
        if (kept.size() < KEPT) {
            if (!places.add(finding.kind() + " " + finding.place())) {
                return;
            }
            kept.add(finding);
        }
        counts.merge(finding.kind(), 1L, Long::sum);
    }

    void add(Finding.Kind kind, Object place, String sentence) {
        add(Finding.of(kind, place, sentence));
    }

    synchronized boolean has(Finding.Kind kind) {
        return counts.containsKey(kind);
    }

    /** By kind, and by entry within it. */
    synchronized List<Finding> all() {
        return kept.stream().sorted(Comparator.comparing(Finding::kind)
                .thenComparing(finding -> finding.entry() == null ? -1L : finding.entry())
                .thenComparing(Finding::place)).toList();
    }

    synchronized Map<Finding.Kind, Long> counts() {
        var copy = new EnumMap<Finding.Kind, Long>(Finding.Kind.class);
        copy.putAll(counts);
        return copy;
    }

    synchronized long total() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
