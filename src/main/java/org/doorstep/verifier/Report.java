package org.doorstep.verifier;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What a check came to.
 *
 * @param origin      of the log
 * @param entries     in its tree
 * @param rows        of the table that were compared; null if the table was not
 * @param checkpoints older ones that were compared
 * @param notSealed   rows that wait to be sealed; null if the table was not looked at
 * @param notes       what is worth knowing and not wrong
 */
record Report(String origin, long entries, String root, long lastEntry, @Nullable Long rows, long checkpoints,
        @Nullable Long notSealed, List<String> notes, List<Finding> findings, Map<Finding.Kind, Long> counts) {

    private static final int SHOWN = 100;

    boolean isProved() {
        return counts.isEmpty();
    }

    /** For an officer. */
    String text() {
        var text = new StringBuilder();
        line(text, isProved() ? "PROVED" : "NOT PROVED: something is wrong");
        line(text, "");
        line(text, "Log:          " + StrictText.printable(origin));
        line(text, "Entries:      " + entries + (lastEntry < 0 ? "" : ", the newest is entry " + lastEntry));
        line(text, "Root:         " + root);
        line(text, "Checkpoints:  " + checkpoints + " compared with the log");
        line(text, "Table:        " + (rows == null ? "not looked at" : rows + " rows compared with their leaves"));
        if (notSealed != null) {
            line(text, "Not sealed:   " + notSealed + (notSealed == 1 ? " row" : " rows"));
        }
        if (!notes.isEmpty()) {
            line(text, "");
            notes.forEach(note -> line(text, note));
        }
        if (!isProved()) {
            line(text, "");
            findings.stream().limit(SHOWN).forEach(finding -> line(text, "- " + finding.sentence()));
            long more = counts.values().stream().mapToLong(Long::longValue).sum() - Math.min(SHOWN, findings.size());
            if (more > 0) {
                line(text, "- and " + more + " more (--json lists " + findings.size() + "): " + counts);
            }
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String line) {
        text.append(line).append('\n');
    }
}
