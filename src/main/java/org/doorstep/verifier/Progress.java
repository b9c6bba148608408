package org.doorstep.verifier;

import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** Tells on the terminal how far a check is: a bar that is drawn anew, or a line now and then where there is none. */
final class Progress implements AutoCloseable {

    private static final Duration TERMINAL = Duration.ofMillis(500);
    private static final Duration LINES = Duration.ofSeconds(15);
    private static final int BAR = 30;

    private final PrintStream out;
    private final boolean terminal;
    private final Clock clock;
    private final Instant start;
    private final long total;
    private final AtomicLong done = new AtomicLong();
    private final Thread thread;

    Progress(PrintStream out, boolean terminal, Clock clock, long total) {
        this.out = out;
        this.terminal = terminal;
        this.clock = clock;
        this.start = clock.instant();
        this.total = total;
        this.thread = Thread.ofPlatform().daemon().name("progress").start(this::tell);
    }

    AtomicLong done() {
        return done;
    }

    private void tell() {
        try {
            while (true) {
                Thread.sleep(terminal ? TERMINAL : LINES);
                show();
            }
        } catch (InterruptedException _) {
            // the check is over
        }
    }

    private void show() {
        var line = line(done.get(), total, Duration.between(start, clock.instant()));
        out.print(terminal ? "\r" + line + "\u001b[K" : line + System.lineSeparator());
        out.flush();
    }

    static String line(long done, long total, Duration spent) {
        double seconds = Math.max(spent.toMillis(), 1) / 1000.0;
        double each = done / seconds;
        int share = total == 0 ? 100 : (int) (100 * done / total);
        var left = each < 1 ? "" : ", " + time(Math.round((total - done) / each)) + " left";
        int full = BAR * share / 100;
        return "[%s%s] %d %%, %,d of %,d entries, %,d a second%s".formatted("#".repeat(full), ".".repeat(BAR - full),
                share,
                done, total, Math.round(each), left);
    }

    private static String time(long seconds) {
        return seconds < 60 ? seconds + " s" : seconds < 3600 ? "%d:%02d min".formatted(seconds / 60, seconds % 60)
                : "%d:%02d h".formatted(seconds / 3600, seconds / 60 % 60);
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        if (terminal) {
            out.print("\r\u001b[K");
            out.flush();
        }
    }
}
