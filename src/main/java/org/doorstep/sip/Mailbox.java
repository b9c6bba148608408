package org.doorstep.sip;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Runs the steps of one call one after the other, in the order they came, whichever threads they came from. */
final class Mailbox implements Executor {

    private final Executor threads;
    private final Consumer<Exception> failed;
    private final Queue<Runnable> steps = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();

    /** @param failed told of a step that threw; the next ones go on */
    Mailbox(Executor threads, Consumer<Exception> failed) {
        this.threads = threads;
        this.failed = failed;
    }

    /** Once the threads were shut down nothing runs any more. */
    @Override
    public void execute(Runnable step) {
        steps.add(step);
        if (waiting.getAndIncrement() == 0) {
            try {
                threads.execute(this::run);
            } catch (RejectedExecutionException _) {
                steps.clear();
            }
        }
    }

    private void run() {
        do {
            var step = steps.remove();
            try {
                step.run();
            } catch (RuntimeException e) {
                failed.accept(e);
            }
        } while (waiting.decrementAndGet() > 0);
    }
}
