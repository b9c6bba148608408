package org.doorstep.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.doorstep.stack.LocalStack;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** "When a part fails", PostgreSQL: views are 503, and nothing that was answered is lost. */
class DatabaseLostIT {

    private static final String COURIER = "K1001";
    private static final String COLLEAGUE = "K1002";
    private static final String OUTLET = "SH-PD-01";
    private static final int PARCELS = 12;
    private static final Duration OUTAGE = Duration.ofMillis(1500);
    /** Longer than the service waits before it gives an answer up. */
    private static final Duration HALT = Duration.ofSeconds(7);
    /** What was on its way when the part went down may still arrive. */
    private static final Duration ON_ITS_WAY = Duration.ofMillis(500);

    private static final Chosen CHOSEN = new Chosen("DatabaseLostIT");
    private static Installation doorstep;
    private static List<String> waybills;

    @BeforeAll
    static void start() {
        doorstep = Installation.start("database-lost", LocalStack.sharedIssuer(), Map.of());
        waybills = doorstep.outForDelivery(COURIER, OUTLET, PARCELS);
        doorstep.outForDelivery(COLLEAGUE, OUTLET, 1);
    }

    @AfterAll
    static void end() {
        doorstep.close();
    }

    @AfterEach
    void recovers() {
        doorstep.lookUntil(Answer::shown, COURIER, waybills.getFirst());
    }

    @RepeatedTest(2)
    void everyAnsweredViewHasItsEntryAfterPostgresqlIsKilled() {
        var views = Views.start(doorstep, COURIER, waybills);
        CHOSEN.pause(Duration.ofMillis(500), Duration.ofMillis(2000));

        doorstep.database().kill();
        long lost = System.nanoTime();
        Installation.pause(OUTAGE);
        long back = System.nanoTime();
        doorstep.database().restart();
        doorstep.lookUntil(Answer::shown, COURIER, waybills.getFirst());
        Installation.pause(Duration.ofMillis(500));

        var answers = views.stop();
        assertOutage(answers, lost, back);
        assertOnlyShownOrUnavailable(answers);
        doorstep.assertEachHasItsEntry(answers);
    }

    @Test
    void viewsAreUnavailableWhilePostgresqlHangs() {
        var views = Views.start(doorstep, COURIER, waybills);
        CHOSEN.pause(Duration.ofMillis(300), Duration.ofMillis(800));

        doorstep.database().suspend();
        long lost = System.nanoTime();
        Installation.pause(HALT);
        long back = System.nanoTime();
        doorstep.database().resume();
        doorstep.lookUntil(Answer::shown, COURIER, waybills.getFirst());

        var answers = views.stop();
        assertOutage(answers, lost, back);
        assertOnlyShownOrUnavailable(answers);
        doorstep.assertEachHasItsEntry(answers);
    }

    @Test
    void refusalsAreUnavailableWhilePostgresqlHangs() {
        doorstep.database().suspend();
        try {
            doorstep.look(COLLEAGUE, waybills.getFirst()).assertUnavailable();
            doorstep.look(COURIER, "NOT-A-WAYBILL").assertUnavailable();
        } finally {
            doorstep.database().resume();
        }
    }

    @Test
    void serviceIsLiveAndNotReadyWithoutPostgresql() throws IOException {
        doorstep.database().kill();
        try {
            assertEquals(Answer.UNAVAILABLE, doorstep.service().health("ready").statusCode());
            assertEquals(200, doorstep.service().health("live").statusCode());
        } finally {
            doorstep.database().restart();
        }
        doorstep.service().awaitReady();
    }

    private static void assertOutage(List<Answer> answers, long lost, long back) {
        var during = answers.stream()
                .filter(answer -> answer.arrivedBetween(lost + ON_ITS_WAY.toNanos(), back)).toList();
        assertFalse(during.isEmpty(), "nobody was answered during the outage");
        during.forEach(Answer::assertUnavailable);
    }

    private static void assertOnlyShownOrUnavailable(List<Answer> answers) {
        answers.stream().filter(answer -> !answer.shown()).forEach(Answer::assertUnavailable);
        answers.forEach(Answer::assertInTime);
        assertTrue(answers.stream().anyMatch(Answer::shown), () -> Answer.summary(answers));
    }
}
