package org.doorstep.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * A closed loop: each connection sends its next call when the answer to the last one has come. Threads that block are
 * the cheapest way for a few dozen connections.
 */
final class ClosedLoop {

    private ClosedLoop() {
    }

    /** What one connection sends: the next call, or null when there is none left. */
    interface Script extends Supplier<@Nullable Call> {
    }

    /** Runs all scripts at once, each on its connection, for so long or to their ends; what was measured, by kind. */
    static Map<String, Measured> run(int port, double seconds, List<? extends Script> scripts) {
        var begin = new CountDownLatch(scripts.size());
        try (ExecutorService threads = Executors.newFixedThreadPool(scripts.size())) {
            var running = new ArrayList<Future<Map<String, Measured>>>();
            for (var script : scripts) {
                running.add(threads.submit((Callable<Map<String, Measured>>) () -> loop(port, seconds, script, begin)));
            }
            begin.await();
            long start = System.nanoTime();
            var all = new TreeMap<String, Measured>();
            for (var one : running) {
                one.get().forEach((kind, measured) -> all.computeIfAbsent(kind, _ -> new Measured()).join(measured));
            }
            double time = (System.nanoTime() - start) / 1e9;
            all.values().forEach(measured -> measured.took(time));
            return all;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("A connection failed", e.getCause());
        }
    }

    private static Map<String, Measured> loop(int port, double seconds, Script script, CountDownLatch begin)
            throws IOException, InterruptedException {
        var measured = new TreeMap<String, Measured>();
        try (var connection = new Connection(port)) {
            begin.countDown();
            begin.await();
            long end = System.nanoTime() + (long) (seconds * 1e9);
            while (System.nanoTime() < end) {
                var call = script.get();
                if (call == null) {
                    break;
                }
                long sent = System.nanoTime();
                int status = connection.exchange(call.request());
                long micros = (System.nanoTime() - sent) / 1000;
                var kind = measured.computeIfAbsent(call.kind(), _ -> new Measured());
                kind.answered(micros);
                if (status != call.status() || call.fields() > 0 && connection.fields() != call.fields()) {
                    kind.failed();
                }
            }
        }
        return measured;
    }
}
