package org.doorstep.load;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The walks, each a simulation of {@code load-tests/gatling}, and how far each may be from its baseline. */
enum Walk {

    MORNING_PEAK("MorningPeak", List.of(new Threshold("first look", 5), new Threshold("look again", 4),
            new Threshold("miss", 4))),
    CALL_BRIDGE("CallBridge", List.of(new Threshold("bridge", 6), new Threshold("same bridge", 5),
            new Threshold("give back", 5))),
    DAY_INTAKE("DayIntake", List.of(new Threshold("batch", 8))),
    LEAVERS_STORM("LeaversStorm", List.of(new Threshold("look", 4), new Threshold("leave", 8),
            new Threshold("look after leaving", 4))),
    OFFICERS_QUESTIONS("OfficersQuestions", List.of(new Threshold("look", 4)));

    private final String simulation;
    private final List<Threshold> thresholds;

    Walk(String simulation, List<Threshold> thresholds) {
        this.simulation = simulation;
        this.thresholds = thresholds;
    }

    /** How many times as long as the baseline's a request's p50 may be; the p99 may be twice as far. */
    record Threshold(String request, double most) {

        double most99() {
            return 2 * most;
        }
    }

    String simulation() {
        return "org.doorstep.walks." + simulation;
    }

    List<Threshold> thresholds() {
        return thresholds;
    }

    String title() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Walk of(String title) {
        return Arrays.stream(values()).filter(walk -> walk.title().equals(title)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No walk " + title + "; there are "
                        + Arrays.stream(values()).map(Walk::title).collect(Collectors.joining(", "))));
    }
}
