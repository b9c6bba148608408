package org.doorstep.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What a fault does to a part's processes. */
enum Signal {
    /** Ends it at once, without a last word. */
    KILL,
    /** Halts it where it stands: connections stay open, nothing answers. */
    STOP,
    /** Lets it go on after {@link #STOP}. */
    CONT;

    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** Sends it to a process and then to all that it had started, the parent first so that it starts no more. */
    void sendToAll(ProcessHandle parent) {
        send(parent);
        var children = parent.descendants().toList();
        children.forEach(this::send);
    }

    void send(ProcessHandle process) {
        try {
            var kill = new ProcessBuilder("kill", "-" + name(), Long.toString(process.pid()))
                    .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            kill.waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Waits until they have ended. */
    static void awaitEnd(Stream<ProcessHandle> processes) {
        processes.forEach(process -> process.onExit().orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join());
    }
}
