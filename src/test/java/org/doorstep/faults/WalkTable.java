package org.doorstep.faults;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.doorstep.faults.Oracle.Look;

/** Tells on the console what a walk did and counted, a line a fault, and what was broken. */
final class WalkTable {

    private static final String LINE = "| %3s | %-27s | %-22s | %6s | %5s | %5s | %5s | %5s | %5s | %5s | %7s | %8s | %6s |%n";

    private static final Set<Integer> COLUMNS = Set.of(200, 403, 429, 503, Answer.NONE);

    private int faults;
    private long answers;
    private long entries;
    private Duration slowest = Duration.ZERO;
    private int broken;
    private final TreeMap<Integer, Integer> statuses = new TreeMap<>();

    void head(long seed, Duration time) {
        System.out.printf("Random walk: -Dfaults.seed=%d -Dfaults.duration=%s%n", seed, time);
        System.out.printf(LINE, "", "what", "fault", "for ms", "200", "403", "429", "503", "other", "none", "entries",
                "whole ms", "broken");
    }

    void line(Fault fault, Duration time, List<Look> looks, int newEntries, Duration recovered, List<String> what) {
        var counts = new TreeMap<Integer, Integer>();
        looks.forEach(look -> counts.merge(look.answer().status(), 1, Integer::sum));
        faults++;
        answers += looks.size();
        entries += newEntries;
        slowest = recovered.compareTo(slowest) > 0 ? recovered : slowest;
        broken += what.size();
        counts.forEach((status, count) -> statuses.merge(status, count, Integer::sum));
        System.out.printf(LINE, faults, fault.part(), fault.what(), time.toMillis(), of(counts, 200), of(counts, 403),
                of(counts, 429), of(counts, 503), other(counts), of(counts, Answer.NONE), newEntries,
                recovered.toMillis(),
                what.size());
        what.forEach(violation -> System.out.println("BROKEN: " + violation));
    }

    private static int of(TreeMap<Integer, Integer> counts, int status) {
        return counts.getOrDefault(status, 0);
    }

    private static int other(TreeMap<Integer, Integer> counts) {
        return counts.entrySet().stream().filter(each -> !COLUMNS.contains(each.getKey()))
                .mapToInt(Map.Entry::getValue).sum();
    }

    void overall(int leavers, List<String> atTheEnd) {
        atTheEnd.forEach(violation -> System.out.println("BROKEN: " + violation));
        System.out.printf(
                "%d faults, %d answers %s (0: none), %d entries, %d leavers, whole again after %d ms at most, "
                        + "violations: %d%n",
                faults, answers, statuses, entries, leavers, slowest.toMillis(),
                broken + atTheEnd.size());
    }
}
