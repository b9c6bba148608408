package org.doorstep.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.doorstep.stack.EmbeddedDatabase;
import org.doorstep.stack.LocalStack;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Promise P1 when PostgreSQL's volume is full: no data, nothing lost, and views again once there is room. The log's
 * export and the syslog feed keep nothing on a disk of the service, so this is the disk that can be full. The volume is
 * a small one in memory, which only root can make; it is part of the suite, not of every build.
 */
class DiskFullIT {

    private static final String COURIER = "K1001";
    private static final String VOLUME = "size=192m,mode=0777";

    private static Path volume;
    private static Installation doorstep;
    private static List<String> waybills;

    @BeforeAll
    static void start() throws IOException {
        assumeTrue(Boolean.getBoolean("faults.thorough"), "runs with the suite: -Pfaults");
        volume = Files.createTempDirectory("doorstep-small-");
        assumeTrue(run("mount", "-t", "tmpfs", "-o", VOLUME, "tmpfs", volume.toString()) == 0, "needs root");
        doorstep = Installation.start("disk-full", LocalStack.sharedIssuer(),
                EmbeddedDatabase.start(Files.createDirectory(volume.resolve("data"))), (_, _) -> Map.of());
        waybills = doorstep.outForDelivery(COURIER, "SH-PD-01", 4);
    }

    @AfterAll
    static void end() {
        if (doorstep != null) {
            doorstep.close();
        }
        if (volume != null) {
            run("umount", "-l", volume.toString());
            volume.toFile().delete();
        }
    }

    @Test
    void nothingIsShownWhileTheVolumeIsFullAndNothingIsLost() throws IOException {
        var answers = new ArrayList<Answer>();
        try (var views = Views.start(doorstep, COURIER, waybills)) {
            var ballast = fill();
            awaitUnavailable(views);
            int shown = shown(views);
            Installation.pause(Answer.BOUND.dividedBy(3));
            assertEquals(shown, shown(views), "shown while nothing can be written");
            Files.delete(ballast);
            if (!doorstep.database().isAlive()) {
                doorstep.database().restart();
            }
            doorstep.lookUntil(Answer::shown, COURIER, waybills.getFirst());
            answers.addAll(views.stop());
        }

        answers.stream().filter(answer -> !answer.shown()).forEach(Answer::assertUnavailable);
        assertFalse(answers.isEmpty());
        doorstep.assertEachHasItsEntry(answers);
    }

    /** Takes all the room there is. */
    private static Path fill() throws IOException {
        var ballast = volume.resolve("ballast");
        try (var out = Files.newOutputStream(ballast)) {
            var bytes = new byte[4096];
            while (true) {
                out.write(bytes);
            }
        } catch (IOException _) {
            return ballast;
        }
    }

    /** What PostgreSQL had room for already, it still writes: its log ahead is there in whole files. */
    private static void awaitUnavailable(Views views) {
        long end = System.nanoTime() + Answer.BOUND.multipliedBy(12).toNanos();
        long last = System.nanoTime();
        while (System.nanoTime() - last < Answer.BOUND.toNanos() / 5) {
            assertTrue(System.nanoTime() < end, "still shown");
            int before = shown(views);
            Installation.pause(java.time.Duration.ofMillis(200));
            last = shown(views) > before ? System.nanoTime() : last;
        }
    }

    private static int shown(Views views) {
        return (int) views.answers().stream().filter(Answer::shown).count();
    }

    private static int run(String... command) {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
