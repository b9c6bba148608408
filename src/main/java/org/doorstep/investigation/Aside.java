package org.doorstep.investigation;

import java.util.Optional;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Vertx;

/** Computes off the event loop; the answer comes back where it was asked. */
final class Aside {

    private Aside() {
    }

    static <T> Uni<T> compute(Supplier<T> work) {
        return Uni.createFrom().deferred(() -> {
            var caller = Optional.ofNullable(Vertx.currentContext());
            return Uni.createFrom().item(work).runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                    .emitOn(answer -> caller.ifPresentOrElse(context -> context.runOnContext(_ -> answer.run()),
                            answer));
        });
    }
}
