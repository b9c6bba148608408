package org.doorstep.leaver;

import java.util.Set;

/** From where on something stands out; the settings of {@link LeaverConfig} as values. */
record Thresholds(int dayBegins, int dayEnds, int nightLooks, int lastDays, int timesUsual, int daysToKnow,
        int refusalsADay, int looksAtRecipient, int fullLooks, Set<String> purposesByPlace) {

    Thresholds {
        purposesByPlace = Set.copyOf(purposesByPlace);
    }

    static Thresholds of(LeaverConfig config) {
        return new Thresholds(config.dayBegins(), config.dayEnds(), config.nightLooks(), config.lastDays(),
                config.timesUsual(), config.daysToKnow(), config.refusalsADay(), config.looksAtRecipient(),
                config.fullLooks(), config.purposesByPlace());
    }
}
