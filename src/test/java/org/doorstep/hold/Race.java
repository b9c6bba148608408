package org.doorstep.hold;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.doorstep.stack.Backstage;

/** Things that happen at the same moment. */
final class Race {

    private Race() {
    }

    /** Begins all of them at once; what each came to, in their order. */
    @SafeVarargs
    static <T> List<T> between(Callable<T>... runners) throws Exception {
        var start = new CyclicBarrier(runners.length);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var results = new ArrayList<Future<T>>();
            for (var runner : runners) {
                results.add(threads.submit(() -> {
                    start.await();
                    return runner.call();
                }));
            }
            var all = new ArrayList<T>();
            for (var result : results) {
                all.add(result.get());
            }
            return all;
        }
    }

    /** Waits until a statement of the service that contains this text waits for a lock. */
    static void awaitWaiting(String sql) throws InterruptedException {
        for (int tries = 0; tries < 200; tries++) {
            if (Backstage.count("select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like ?",
                    "%" + sql + "%") > 0) {
                return;
            }
            Thread.sleep(25);
        }
        throw new IllegalStateException("nothing waits in " + sql);
    }
}
