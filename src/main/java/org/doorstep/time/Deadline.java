package org.doorstep.time;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeoutException;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;

/**
 * Bounds how long something may take. The timer is kept by the event loop that waits anyway: setting and clearing it
 * wakes no other thread, and a cleared timer holds nothing.
 */
public final class Deadline {

    private Deadline() {
    }

    /** The work's result, or a {@link TimeoutException} after the limit. */
    public static <T> Uni<T> within(Duration limit, Uni<T> work) {
        return Uni.createFrom().deferred(() -> {
            var timer = work.ifNoItem().after(limit);
            return eventLoop().map(timer::on).orElse(timer).failWith(TimeoutException::new);
        });
    }

    private static Optional<ScheduledExecutorService> eventLoop() {
        return Optional.ofNullable(Vertx.currentContext())
                .filter(context -> context.isEventLoopContext() && context instanceof ContextInternal)
                .map(context -> ((ContextInternal) context).nettyEventLoop());
    }
}
