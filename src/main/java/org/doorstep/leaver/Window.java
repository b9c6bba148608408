package org.doorstep.leaver;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/** The days that a report covers: up to the fence, in the company's zone. */
record Window(Instant from, Instant to, int days, ZoneId zone) {

    /** The days before the fence. */
    static Window before(Instant fence, int days, ZoneId zone) {
        return new Window(fence.minus(Duration.ofDays(days)), fence, days, zone);
    }

    LocalDate day(Instant instant) {
        return instant.atZone(zone).toLocalDate();
    }

    int hour(Instant instant) {
        return instant.atZone(zone).getHour();
    }

    /** Where the last days begin: at an hour, not at midnight, so that they are whole. */
    Instant lastDays(int count) {
        return to.minus(Duration.ofDays(count));
    }
}
