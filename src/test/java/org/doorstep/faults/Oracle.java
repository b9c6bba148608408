package org.doorstep.faults;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Says which promises were broken, from what clients were answered and what stands in the log. It is told both in
 * rounds, each when nothing is on its way, and knows nothing of how the service works.
 */
final class Oracle {

    private final String limited;
    private final int limit;
    private final int allowance;

    private final Map<Long, Row> granted = new HashMap<>();
    private final Set<Long> answered = new HashSet<>();
    private final Map<String, Long> ended = new HashMap<>();
    private final Map<String, List<Gone>> gone = new HashMap<>();
    private final Set<String> seenByLimited = new HashSet<>();
    private long newest = Long.MIN_VALUE;
    private int rows;

    /**
     * @param limited the one courier who looks at more than the limit
     * @param limit distinct parcels that this courier may see while Redis counts
     * @param allowance distinct parcels more for each life of a node
     */
    Oracle(String limited, int limit, int allowance) {
        this.limited = limited;
        this.limit = limit;
        this.allowance = allowance;
    }

    /** A line of the log. {@code ends}: HR ended the subject's standing, or did not. */
    record Row(long entry, String action, boolean granted, String actor, @Nullable String subject,
            @Nullable String waybill, boolean ends) {
    }

    /** An answer to a courier, by one of the replicas; {@code excused}: the replica was halted meanwhile. */
    record Look(String courier, String replica, Answer answer, boolean excused) {
    }

    /** No standing from HR's answer until HR spoke of the person again, by {@link System#nanoTime()}. */
    private record Gone(long from, long until) {
    }

    /** HR was answered that this courier's access has ended. */
    void left(String courier, long answered) {
        gone.computeIfAbsent(courier, _ -> new ArrayList<>()).add(new Gone(answered, Long.MAX_VALUE));
    }

    /** HR is about to give the courier access again. */
    void returns(String courier, long asked) {
        var times = gone.getOrDefault(courier, List.of());
        if (!times.isEmpty()) {
            times.set(times.size() - 1, new Gone(times.getLast().from(), asked));
        }
    }

    /** The newest entry that it was told of. */
    long newest() {
        return newest;
    }

    /** Rows that it was told of. */
    int rows() {
        return rows;
    }

    /**
     * What is broken.
     *
     * @param looks answers since it was told last
     * @param log rows after {@link #newest()}, in the order of their numbers
     * @param older rows up to {@link #newest()} that the log has now
     * @param lives of nodes so far
     */
    List<String> broken(List<Look> looks, List<Row> log, int older, int lives) {
        var broken = new ArrayList<String>();
        if (older != rows) {
            broken.add("P5: the log had " + rows + " entries up to " + newest + " and has " + older);
        }
        log.forEach(row -> read(row, broken));
        looks.forEach(look -> judge(look, broken));
        if (seenByLimited.size() > limit + allowance * lives) {
            broken.add("P9: " + limited + " saw " + seenByLimited.size() + " parcels in " + lives + " lives of nodes");
        }
        return broken;
    }

    private void read(Row row, List<String> broken) {
        newest = row.entry();
        rows++;
        if (row.action().equals("STANDING") && row.subject() != null) {
            if (row.ends()) {
                ended.put(row.subject(), row.entry());
            } else {
                ended.remove(row.subject());
            }
        }
        if (!row.action().equals("VIEW") || !row.granted()) {
            return;
        }
        granted.put(row.entry(), row);
        if (row.actor().equals(limited) && row.waybill() != null) {
            seenByLimited.add(row.waybill());
        }
        var end = ended.get(row.actor());
        if (end != null) {
            broken.add("P2: entry " + row.entry() + " discloses to " + row.actor() + " after entry " + end);
        }
    }

    private void judge(Look look, List<String> broken) {
        var answer = look.answer();
        if (answer.shown()) {
            shown(look, broken);
        } else if (answer.leaks()) {
            broken.add("Clear text or a stack trace in a problem: " + look);
        }
        if (answer.status() >= 500 && answer.status() != Answer.UNAVAILABLE) {
            broken.add("Not foreseen: " + look);
        }
        if (!look.excused() && answer.took().compareTo(Answer.BOUND) > 0) {
            broken.add("Too late: " + look);
        }
    }

    private void shown(Look look, List<String> broken) {
        var answer = look.answer();
        var row = granted.get(answer.entry());
        if (row == null || !row.actor().equals(look.courier()) || !answer.waybill().equals(row.waybill())) {
            broken.add("P1: no entry for " + look);
        } else if (!answered.add(answer.entry())) {
            broken.add("P1: two answers with one entry: " + look);
        }
        for (var time : gone.getOrDefault(look.courier(), List.of())) {
            if (answer.sent() > time.from() && answer.sent() < time.until()) {
                broken.add("P2: asked after HR was answered, and shown: " + look);
            }
        }
    }
}
