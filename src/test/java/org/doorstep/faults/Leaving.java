package org.doorstep.faults;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.doorstep.demonstration.HrWebhook;
import org.doorstep.stack.PackagedService;

/** HR says that a courier has left, to one replica after the other, until it is answered: as an HR system must. */
record Leaving(String courier, CompletableFuture<Long> answer) {

    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final Duration STEP = Duration.ofMillis(100);

    static Leaving of(String courier, List<PackagedService> replicas) {
        return new Leaving(courier, CompletableFuture.supplyAsync(() -> say(courier, replicas),
                task -> Thread.ofVirtual().start(task)));
    }

    private static long say(String courier, List<PackagedService> replicas) {
        var id = "evt_" + UUID.randomUUID();
        var body = HrWebhook.event("staff.left", courier, OffsetDateTime.now(), Map.of());
        for (int tries = 0;; tries++) {
            try {
                var replica = replicas.get(tries % replicas.size());
                if (new HrWebhook(replica.url()).deliver(id, body).statusCode() == 200) {
                    return System.nanoTime();
                }
            } catch (Exception _) {
                // REST Assured throws the connection's exception as it is: it was refused, or broke.
            }
            Installation.pause(STEP);
        }
    }

    /** When HR had its answer, by {@link System#nanoTime()}, or nothing if it had none in time. */
    Optional<Long> answered() {
        try {
            return Optional.of(answer.get(LIMIT.toSeconds(), TimeUnit.SECONDS));
        } catch (TimeoutException _) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
