package org.doorstep.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.doorstep.stack.LocalStack;
import org.doorstep.stack.PackagedService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Promises P1 and P5 through crashes: two services seal in turn; now one, now the other, now PostgreSQL is killed with -9
 * at a random moment under load. The setting {@code doorstep.test.kills} says how many times.
 */
class SealingThroughCrashesIT {

    private static final int KILLS = Integer.getInteger("doorstep.test.kills", 3);
    private static final String COURIER = "K1001";
    private static final Duration SEALED = Duration.ofSeconds(30);
    private static final Chosen CHOSEN = new Chosen("SealingThroughCrashesIT");

    private static Installation doorstep;
    private static PackagedService other;
    private static List<String> waybills;

    @BeforeAll
    static void start() {
        doorstep = Installation.start("sealing-crashes", LocalStack.sharedIssuer(), Map.of());
        waybills = doorstep.outForDelivery(COURIER, "SH-PD-01", 12);
        other = doorstep.replica("sealing-crashes-other");
    }

    @AfterAll
    static void end() {
        other.close();
        doorstep.close();
    }

    @Test
    void nothingAnsweredIsMissingAndNoTwoCheckpointsContradictEachOther() throws IOException {
        var answers = new ArrayList<Answer>();
        List<String> checkpoints;
        try (var published = Published.read(List.of(doorstep.service(), other))) {
            for (int round = 0; round < KILLS; round++) {
                answers.addAll(viewsUntilKilled(round));
            }
            sealedUpTo(doorstep.count("select max(entry_id) from access_entry"));
            checkpoints = published.stop();
        }

        doorstep.assertEachHasItsEntry(answers);
        assertTrue(checkpoints.size() > KILLS, () -> checkpoints.size() + " checkpoints were read");
        var verified = Verified.database(doorstep.adminUrl(), Published.get(doorstep.service(), "/log/keys"),
                checkpoints);
        assertEquals(0, verified.exit(), verified::says);
    }

    private static List<Answer> viewsUntilKilled(int round) {
        List<Answer> answers;
        try (var views = Views.start(doorstep, COURIER, waybills)) {
            CHOSEN.pause(Duration.ofMillis(200), Duration.ofMillis(2200));
            switch (round % 3) {
                case 0 -> doorstep.database().kill();
                case 1 -> other.kill();
                default -> doorstep.service().kill();
            }
            answers = views.stop();
        }
        switch (round % 3) {
            case 0 -> doorstep.database().restart();
            case 1 -> other.restart();
            default -> doorstep.service().restart();
        }
        doorstep.lookUntil(Answer::shown, COURIER, waybills.getFirst());
        return answers;
    }

    private static void sealedUpTo(long entry) {
        long end = System.nanoTime() + SEALED.toNanos();
        while (doorstep.count("select max(last_entry) from log_checkpoint") < entry) {
            assertTrue(System.nanoTime() < end, "not sealed up to " + entry);
            Installation.pause(Duration.ofMillis(100));
        }
    }
}
