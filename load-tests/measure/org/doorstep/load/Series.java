package org.doorstep.load;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The rounds of all phases: the middle one of each counts, and the spread is told. */
final class Series {

    private final Map<String, List<Measured>> rounds = new LinkedHashMap<>();
    private final Map<String, String> processorTimes = new LinkedHashMap<>();

    void add(String phase, Measured measured) {
        rounds.computeIfAbsent(phase, _ -> new ArrayList<>()).add(measured);
    }

    /** Processor time a call, as text; the last round's stands. */
    void processor(String phase, String microseconds) {
        processorTimes.put(phase, microseconds);
    }

    double middle(String phase, ToDoubleFunction<Measured> figure) {
        var sorted = rounds.get(phase).stream().mapToDouble(figure).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    /** The middle one of the ratios of two phases, round by round, and the least and the most. */
    String ratio(String phase, String beside, ToDoubleFunction<Measured> figure) {
        var ratios = new ArrayList<Double>();
        for (int round = 0; round < rounds.get(phase).size(); round++) {
            ratios.add(figure.applyAsDouble(rounds.get(phase).get(round))
                    / figure.applyAsDouble(rounds.get(beside).get(round)));
        }
        ratios.sort(null);
        return "%.2f (%.2f to %.2f)".formatted(ratios.get(ratios.size() / 2), ratios.getFirst(), ratios.getLast());
    }

    long total() {
        return rounds.values().stream().flatMap(List::stream).mapToLong(Measured::count).sum();
    }

    long errors() {
        return rounds.values().stream().flatMap(List::stream).mapToLong(Measured::errors).sum();
    }

    String table() {
        var table = new StringBuilder("| phase | per second | least to most | p50 ms | p99 ms | errors | "
                + "processor time a call, µs |\n|---|---|---|---|---|---|---|\n");
        rounds.forEach((phase, all) -> table.append("| %s | %,.0f | %,.0f to %,.0f | %.1f | %.1f | %d | %s |%n".formatted(
                phase, middle(phase, Measured::rate),
                all.stream().mapToDouble(Measured::rate).min().orElse(0),
                all.stream().mapToDouble(Measured::rate).max().orElse(0),
                middle(phase, Measured::p50), middle(phase, Measured::p99),
                all.stream().mapToLong(Measured::errors).sum(), processorTimes.getOrDefault(phase, ""))));
        return table.toString();
    }
}
