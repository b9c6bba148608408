package org.doorstep.verifier;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/**
 * The older checkpoints that the log must still be consistent with: those that the reader kept, and those in the log's
 * own table. Since the tree is at hand, no proof is needed: the root at each size is computed. Safe for use by many
 * threads.
 */
final class Checkpoints {

    /**
     * A checkpoint that was published.
     *
     * @param from      where it is from, for people
     * @param lastEntry number of its last entry as the table has it
     */
    record Published(Checkpoint checkpoint, String from, @Nullable Long lastEntry) {
    }

    private static final String IN_TABLE = """
        select size, root, last_entry, note from log_checkpoint where size > ? and size <= ? order by size""";
    private static final int AT_A_TIME = 500;

    private final LogKeys keys;
    private final List<Published> kept;
    private final @Nullable Database database;
    private final Findings findings;
    private final AtomicLong compared = new AtomicLong();
    private final AtomicLong lastRight = new AtomicLong();
    private final AtomicLong firstWrong = new AtomicLong(Long.MAX_VALUE);

    Checkpoints(LogKeys keys, Collection<Published> kept, @Nullable Database database, Findings findings) {
        this.keys = keys;
        this.kept = kept.stream().sorted(Comparator.comparingLong(one -> one.checkpoint().size())).toList();
        this.database = database;
        this.findings = findings;
    }

    /** Those of more than one size and at most another, by size. */
    List<Published> between(long above, long upTo) {
        var found = new ArrayList<Published>();
        kept.stream().filter(one -> one.checkpoint().size() > above && one.checkpoint().size() <= upTo)
                .forEach(found::add);
        if (database != null) {
            found.addAll(database.use(connection -> inTable(connection, above, upTo)));
        }
        found.sort(Comparator.comparingLong(one -> one.checkpoint().size()));
        return found;
    }

    private List<Published> inTable(Connection connection, long above, long upTo) throws SQLException {
        var found = new ArrayList<Published>();
        try (var statement = connection.prepareStatement(IN_TABLE)) {
            statement.setFetchSize(AT_A_TIME);
            statement.setLong(1, above);
            statement.setLong(2, upTo);
            var rows = statement.executeQuery();
            while (rows.next()) {
                add(found, rows.getLong(1), rows.getBytes(2), rows.getLong(3), rows.getString(4));
            }
        }
        return found;
    }

    private void add(List<Published> found, long size, byte[] root, long lastEntry, String note) {
        String why;
        try {
            var checkpoint = Checkpoint.parse(note);
            var objection = keys.objection(checkpoint);
            if (objection.isEmpty() && checkpoint.size() == size && checkpoint.root().isAt(root, 0)) {
                found.add(new Published(checkpoint, "the log's table", lastEntry));
                return;
            }
            why = objection.orElse("its columns say something else than its note");
        } catch (Malformed e) {
            why = "it is " + e.getMessage();
        }
        findings.add(Finding.Kind.CHECKPOINT, size, "The checkpoint of size " + size
                + " in the log's table is not to be believed: " + why + ".");
    }

    /**
     * Compares one with the root that the tree has at its size.
     *
     * @param root   null if it cannot be computed
     * @param proved whether what it was computed from is proved
     */
    void compare(Published published, @Nullable Hash root, boolean proved) {
        var checkpoint = published.checkpoint();
        if (root == null) {
            return;
        }
        compared.incrementAndGet();
        if (checkpoint.root().equals(root)) {
            lastRight.accumulateAndGet(checkpoint.size(), Math::max);
            return;
        }
        firstWrong.accumulateAndGet(checkpoint.size(), Math::min);
        if (proved) {
            findings.add(Finding.Kind.FORK, checkpoint.size(), "A checkpoint of size " + checkpoint.size() + " from "
                    + published.from() + " is signed and has another root than this log had at that size: the log was "
                    + "forked or written anew.");
        }
    }

    /** Checks what the table says of a checkpoint's last entry against the leaf. */
    void compareLast(Published published, long entry) {
        var said = published.lastEntry();
        if (said != null && said != entry) {
            findings.add(Finding.Kind.CHECKPOINT, published.checkpoint().size(),
                    "The log's table says of the checkpoint of "
                            + "size " + published.checkpoint().size() + " that its last entry is " + said + "; it is "
                            + entry
                            + ".");
        }
    }

    long compared() {
        return compared.get();
    }

    /** Where the log was changed, as far as older checkpoints tell: for a tree that has another root than was signed. */
    String whereChanged() {
        long right = lastRight.get();
        long wrong = firstWrong.get();
        return (right == 0 ? "No older checkpoint proves a part of it."
                : "The first " + right + " entries are still proved by an older checkpoint.")
                + (wrong == Long.MAX_VALUE ? "" : " The first " + wrong + " are not.");
    }
}
