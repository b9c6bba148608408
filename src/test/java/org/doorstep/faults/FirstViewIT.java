package org.doorstep.faults;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.doorstep.stack.LocalStack;
import org.doorstep.stack.PackagedService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * How soon a view is answered after the process started, and what memory it then takes. The figures of a run are in
 * {@code target/packaged-service/first-view.txt}; the limits are for a busy machine, docs/native.md has the aims.
 */
class FirstViewIT {

    private static final String COURIER = "K1001";
    private static final int STARTS = PackagedService.isNative() ? 5 : 1;
    private static final int LOOKS = 2_000;
    private static final Duration LIMIT = PackagedService.isNative() ? Duration.ofSeconds(3) : Duration.ofSeconds(60);
    private static final Duration STEP = Duration.ofMillis(1);
    private static final long MEGABYTE = 1 << 20;

    private static Installation doorstep;
    private static List<String> waybills;

    @BeforeAll
    static void start() {
        doorstep = Installation.start("first-view", LocalStack.sharedIssuer(), Map.of());
        waybills = doorstep.outForDelivery(COURIER, "SH-PD-01", 10);
    }

    @AfterAll
    static void end() {
        doorstep.close();
    }

    @Test
    void aViewIsAnsweredSoonAfterTheStart() {
        var token = doorstep.company().token(COURIER);
        for (int start = 0; start < STARTS; start++) {
            doorstep.service().stop();

            long begun = System.nanoTime();
            doorstep.service().relaunch();
            awaitView(token, begun);

            var took = Duration.ofNanos(System.nanoTime() - begun);
            note("first view after %d ms".formatted(took.toMillis()));
            assertTrue(took.compareTo(LIMIT) < 0, () -> "first view after " + took);
        }
    }

    private static void awaitView(String token, long begun) {
        while (!doorstep.lookAt(doorstep.service(), token, "device-" + COURIER, waybills.getFirst()).shown()) {
            assertTrue(System.nanoTime() - begun < 2 * LIMIT.toNanos(), "no view is answered");
            Installation.pause(STEP);
        }
    }

    @Test
    void memoryOfTheExecutableStaysSmall() {
        assumeTrue(PackagedService.isNative(), "a JVM takes what it is given");
        doorstep.service().stop();
        doorstep.service().restart();
        long idle = doorstep.service().residentBytes() / MEGABYTE;
        var token = doorstep.company().token(COURIER);

        long most = idle;
        int shown = 0;
        for (int look = 0; look < LOOKS; look++) {
            var waybill = waybills.get(look % waybills.size());
            shown += doorstep.lookAt(doorstep.service(), token, "device-" + COURIER, waybill).shown() ? 1 : 0;
            most = Math.max(most, doorstep.service().residentBytes() / MEGABYTE);
        }

        note("resident: %d MB idle, %d MB at most during %d looks, of which %d shown".formatted(idle, most, LOOKS,
                shown));
        assertTrue(shown > waybills.size(), "too few looks were shown");
        assertTrue(most < 200, "resident: " + idle + " MB, then " + most + " MB");
    }

    private static void note(String figure) {
        try {
            Files.writeString(PackagedService.file("first-view.txt"), figure + "\n", StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
