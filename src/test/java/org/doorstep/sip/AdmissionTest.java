package org.doorstep.sip;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;

import org.junit.jupiter.api.Test;

/** How many calls are taken at once. */
class AdmissionTest {

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final Admission admission = new Admission(
            Settings.of(1, Map.of("limits.calls-per-second", "2", "limits.calls", "5")).limits(), new Clock() {
                @Override
                public ZoneOffset getZone() {
                    return ZoneOffset.UTC;
                }

                @Override
                public Clock withZone(java.time.ZoneId zone) {
                    return this;
                }

                @Override
                public Instant instant() {
                    return now;
                }
            });

    @Test
    void soManyBeginInASecondAndNoMore() {
        assertTrue(admission.enter(0));
        assertTrue(admission.enter(1));
        assertFalse(admission.enter(2));
    }

    @Test
    void nextSecondTakesAsManyAgain() {
        admit(2);
        now = now.plus(Duration.ofSeconds(1));

        admit(2);
        assertFalse(admission.enter(0));
    }

    @Test
    void soManyAreThereAtOnceAndNoMore() {
        assertTrue(admission.enter(4));
        assertFalse(admission.enter(5));
    }

    @Test
    void noneBeginsOnceItIsClosed() {
        admission.close();

        assertFalse(admission.enter(0));
    }

    private void admit(int calls) {
        for (int call = 0; call < calls; call++) {
            assertTrue(admission.enter(0));
        }
    }
}
