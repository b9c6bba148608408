package org.doorstep.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Views while something breaks: many clients of one courier, each as fast as it is answered, until told to stop. */
final class Views implements AutoCloseable {

    private static final int CLIENTS = 16;
    /** Whoever is turned away waits a little, so that the two processors are not all taken by refusals. */
    private static final Duration AFTER_REFUSAL = Duration.ofMillis(20);

    private static final Duration START_LIMIT = Duration.ofSeconds(30);

    private final ConcurrentLinkedQueue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final List<CompletableFuture<Void>> clients = new ArrayList<>();
    private volatile boolean running = true;

    private Views() {
    }

    /** Starts to look at these parcels, in turn; returns when one is shown. */
    static Views start(Installation installation, String courier, List<String> waybills) {
        var views = new Views();
        var token = installation.company().token(courier);
        for (int client = 0; client < CLIENTS; client++) {
            views.clients.add(CompletableFuture.runAsync(() -> views.look(installation, courier, token, waybills),
                    task -> Thread.ofVirtual().start(task)));
        }
        views.awaitShown();
        return views;
    }

    private void awaitShown() {
        long end = System.nanoTime() + START_LIMIT.toNanos();
        while (answers.stream().noneMatch(Answer::shown)) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("nothing is shown: " + Answer.summary(stop()));
            }
            Installation.pause(AFTER_REFUSAL);
        }
    }

    private void look(Installation installation, String courier, String token, List<String> waybills) {
        while (running) {
            var waybill = waybills.get(asked.getAndIncrement() % waybills.size());
            var answer = installation.lookWith(token, "device-" + courier, waybill);
            answers.add(answer);
            if (!answer.shown()) {
                Installation.pause(AFTER_REFUSAL);
            }
        }
    }

    /** All answers until now. */
    List<Answer> answers() {
        return List.copyOf(answers);
    }

    /** Stops; all answers there were. */
    List<Answer> stop() {
        running = false;
        clients.forEach(CompletableFuture::join);
        return answers();
    }

    @Override
    public void close() {
        stop();
    }
}
