package org.doorstep.sip;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;

import org.junit.jupiter.api.Test;

/** The steps of one call. */
class MailboxTest {

    private final List<String> done = new ArrayList<>();

    @Test
    void stepThatFailsIsToldOfAndTheNextGoOn() {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var mailbox = new Mailbox(threads, failure -> done.add(failure.getMessage()));
            mailbox.execute(() -> done.add("first"));
            mailbox.execute(() -> {
                throw new IllegalStateException("second");
            });
            mailbox.execute(() -> done.add("third"));
        }

        assertEquals(List.of("first", "second", "third"), done);
    }

    @Test
    void nothingRunsAndNothingFailsOnceTheThreadsWereShutDown() {
        var threads = Executors.newVirtualThreadPerTaskExecutor();
        var mailbox = new Mailbox(threads, failure -> done.add(failure.getMessage()));
        threads.shutdown();

        assertDoesNotThrow(() -> mailbox.execute(() -> done.add("late")));
        assertDoesNotThrow(() -> mailbox.execute(() -> done.add("later")));
        assertEquals(List.of(), done);
    }
}
