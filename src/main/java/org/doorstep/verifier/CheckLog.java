package org.doorstep.verifier;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongFunction;

import org.jspecify.annotations.Nullable;

/** Checks a whole log, and the table that it was sealed from. */
final class CheckLog {

    private static final Duration LATE = Duration.ofMinutes(1);

    /**
     * What to check with.
     *
     * @param quorum  of the witnesses, whose cosignatures there must be on one checkpoint
     * @param known   checkpoints that the reader kept
     * @param threads at work
     */
    record Trust(LogKeys keys, List<VerifierKey> witnesses, int quorum, List<Checkpoints.Published> known,
            int threads) {
    }

    private final Trust trust;
    private final TileSource source;
    private final @Nullable Database published;
    private final @Nullable Table table;
    private final Clock clock;
    private final LongFunction<Progress> progress;
    private final Findings findings = new Findings();
    private final List<String> notes = new ArrayList<>();

    /**
     * @param published where the log's own checkpoints are compared with, if at hand
     * @param table     compared with the tree, if at hand
     */
    CheckLog(Trust trust, TileSource source, @Nullable Database published, @Nullable Table table, Clock clock,
            LongFunction<Progress> progress) {
        this.trust = trust;
        this.source = source;
        this.published = published;
        this.table = table;
        this.clock = clock;
        this.progress = progress;
    }

    Report run(byte[] newest) {
        Checkpoint checkpoint;
        try {
            checkpoint = Checkpoint.parse(newest);
        } catch (Malformed e) {
            findings.add(Finding.Kind.CHECKPOINT, "newest", "The newest checkpoint is " + e.getMessage() + ".");
            return new Report("unknown", 0, "unknown", -1, null, 0, null, notes, findings.all(), findings.counts());
        }
        trust.keys().objection(checkpoint).ifPresent(why -> findings.add(Finding.Kind.CHECKPOINT, "newest",
                "The newest checkpoint is not to be believed: " + why + "."));
        rolledBack(checkpoint);
        cosigned(checkpoint);
        return tree(checkpoint);
    }

    private void rolledBack(Checkpoint newest) {
        for (var known : trust.known()) {
            var checkpoint = known.checkpoint();
            if (checkpoint.size() > newest.size()) {
                findings.add(Finding.Kind.ROLLED_BACK, checkpoint.size(), "A checkpoint of size " + checkpoint.size()
                        + " was published (" + known.from() + "), and the log now has " + newest.size()
                        + " entries: it was rolled back.");
            } else if (checkpoint.size() == 0 && !checkpoint.root().equals(Proofs.emptyRoot())) {
                findings.add(Finding.Kind.FORK, "0", "A checkpoint of an empty log (" + known.from()
                        + ") has not the root of an empty tree.");
            }
        }
    }

    private void cosigned(Checkpoint newest) {
        if (trust.witnesses().isEmpty()) {
            return;
        }
        wrongCosignatures(newest);
        var covered = best(newest);
        if (covered == null) {
            findings.add(Finding.Kind.COSIGNATURE, newest.size(),
                    "Of the witnesses asked for, fewer than " + trust.quorum()
                            + " cosigned: " + LogKeys.cosignatures(trust.witnesses(), newest.note()).size() + " of "
                            + trust.witnesses().size() + ".");
            return;
        }
        var oldest = LogKeys.cosignatures(trust.witnesses(), covered.note()).values().stream().map(Cosignature::at)
                .min(Instant::compareTo).orElseThrow();
        notes.add("The checkpoint of size " + covered.size() + " is cosigned by "
                + LogKeys.cosignatures(trust.witnesses(), covered.note()).size() + " of " + trust.witnesses().size()
                + " witnesses, the first at " + oldest + "."
                + (covered.size() < newest.size() ? " The " + (newest.size() - covered.size())
                        + " youngest entries are not cosigned." : ""));
    }

    private @Nullable Checkpoint best(Checkpoint newest) {
        var candidates = new ArrayList<Checkpoint>();
        candidates.add(newest);
        trust.known().forEach(known -> candidates.add(known.checkpoint()));
        if (published != null) {
            Cosigned.newest(published).stream().filter(one -> trust.keys().objection(one).isEmpty())
                    .forEach(candidates::add);
        }
        Checkpoint best = null;
        for (var candidate : candidates) {
            if ((best == null || candidate.size() > best.size()) && candidate.size() <= newest.size()
                    && LogKeys.cosignatures(trust.witnesses(), candidate.note()).size() >= trust.quorum()) {
                best = candidate;
            }
        }
        return best;
    }

    private void wrongCosignatures(Checkpoint newest) {
        for (var line : newest.note().signatures()) {
            for (var witness : trust.witnesses()) {
                if (witness.made(line) && !witness.verifies(newest.note(), line)) {
                    findings.add(Finding.Kind.COSIGNATURE, line.name(), "The cosignature of " + line.name()
                            + " on the newest checkpoint is wrong.");
                }
            }
        }
    }

    private Report tree(Checkpoint checkpoint) {
        var tree = new Tree(source, checkpoint.size(), findings);
        var trunk = new Trunk(tree, checkpoint, findings);
        var checkpoints = new Checkpoints(trust.keys(), trust.known(), published, findings);
        var erasures = new Erasures(findings);
        var differences = new Differences(findings);
        try (var shown = progress.apply(checkpoint.size())) {
            var check = new Parts(tree, trunk, checkpoints, erasures, differences, shown);
            var seen = check.all(trust.threads());
            if (findings.has(Finding.Kind.ROOT)) {
                notes.add(checkpoints.whereChanged());
            }
            long lastEntry = inOrder(seen);
            var tail = tail(seen, lastEntry);
            erasures(erasures, tail);
            differences.report(lastEntry);
            var rows = table == null ? null : seen.stream().mapToLong(RangeCheck.Seen::compared).sum();
            return new Report(checkpoint.origin(), checkpoint.size(), checkpoint.root().toString(), lastEntry, rows,
                    checkpoints.compared(), tail == null ? null : tail.waiting(), notes, findings.all(),
                    findings.counts());
        }
    }

    /** The parts of one check, which ranges share. */
    private final class Parts {
        private final Tree tree;
        private final Trunk trunk;
        private final Checkpoints checkpoints;
        private final Erasures erasures;
        private final Differences differences;
        private final Progress shown;

        Parts(Tree tree, Trunk trunk, Checkpoints checkpoints, Erasures erasures, Differences differences,
                Progress shown) {
            this.tree = tree;
            this.trunk = trunk;
            this.checkpoints = checkpoints;
            this.erasures = erasures;
            this.differences = differences;
            this.shown = shown;
        }

        List<RangeCheck.Seen> all(int threads) {
            try (var pool = Executors.newFixedThreadPool(threads)) {
                var running = new ArrayList<Future<RangeCheck.Seen>>();
                ranges().forEach(range -> running.add(pool.submit(() -> one(range))));
                var seen = new ArrayList<RangeCheck.Seen>();
                try {
                    for (var range : running) {
                        seen.add(range.get());
                    }
                } catch (ExecutionException e) {
                    pool.shutdownNow();
                    throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e);
                } catch (InterruptedException e) {
                    pool.shutdownNow();
                    Thread.currentThread().interrupt();
                    throw new CannotCheck("Stopped.", e);
                }
                return seen;
            }
        }

        private RangeCheck.Seen one(RangeCheck.Range range) {
            var check = check();
            if (table == null) {
                return check.run(range, null);
            }
            try (var merge = new TableMerge(table.rows(range.fromEntry(), range.toEntry()), findings, differences,
                    erasures)) {
                return check.run(range, merge);
            }
        }

        private RangeCheck check() {
            return new RangeCheck(tree, trunk, checkpoints, erasures, findings, shown.done());
        }

        /** Ranges that begin at a leaf whose number is certain, so that each row belongs to one of them. */
        private List<RangeCheck.Range> ranges() {
            var ranges = new ArrayList<RangeCheck.Range>();
            long from = 0;
            long fromEntry = Long.MIN_VALUE;
            for (long at = RangeCheck.UNIT; at < tree.size(); at += RangeCheck.UNIT) {
                long entry = table == null ? 0 : check().entryAt(at);
                if (table == null || entry > fromEntry && entry >= 0) {
                    ranges.add(new RangeCheck.Range(from, at, fromEntry, entry));
                    from = at;
                    fromEntry = entry;
                }
            }
            if (tree.size() > 0) {
                ranges.add(new RangeCheck.Range(from, tree.size(), fromEntry, Long.MAX_VALUE));
            }
            return ranges;
        }
    }

    /** Whether the ranges follow one another; the number of the last entry. */
    private long inOrder(List<RangeCheck.Seen> seen) {
        long last = -1;
        for (var range : seen) {
            if (range.first() >= 0) {
                if (range.first() <= last) {
                    findings.add(Finding.Kind.ORDER, "entry " + range.first(), "Entry " + range.first()
                            + " stands after entry " + last + " in the tree.");
                }
                last = range.last();
            }
        }
        return last;
    }

    private Table.@Nullable Tail tail(List<RangeCheck.Seen> seen, long lastEntry) {
        if (table == null) {
            return null;
        }
        var tail = table.tail(Math.max(lastEntry, seen.isEmpty() ? -1 : seen.getLast().lastRow()));
        var oldest = tail.oldest();
        if (oldest != null && Duration.between(oldest, clock.instant()).compareTo(LATE) > 0) {
            notes.add("WARNING: the oldest row that is not sealed is of " + oldest
                    + ": the sealer is late or does not run.");
        }
        if (tail.later() > 0) {
            notes.add(tail.later() + " rows were sealed after this checkpoint, and so were not compared.");
        }
        return tail;
    }

    private void erasures(Erasures erasures, Table.@Nullable Tail tail) {
        Set<Long> notSealed = tail == null ? new HashSet<>() : tail.erasures();
        long waiting = erasures.report(notSealed);
        if (waiting > 0) {
            notes.add(waiting + " erasures name an entry that is not sealed yet.");
        }
    }
}
