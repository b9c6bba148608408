package org.doorstep.accesslog;

import java.time.Clock;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * Erases reasons, recipients and network addresses of entries at the end of the log's own retention. The service may
 * not change an entry: the database does it, on its own terms, and appends the entry that says so.
 */
@ApplicationScoped
class EraseDetail {

    private static final Logger LOG = Logger.getLogger(EraseDetail.class);
    private static final String ERASE = """
            select erasure, first_entry, last_entry, entries from erase_log_detail($1::text::interval, $2, $3)""";

    private final Pool database;
    private final Clock clock;
    private final LogConfig config;
    private final Counter erased;

    EraseDetail(Pool database, Clock clock, LogConfig config, MeterRegistry metrics) {
        this.database = database;
        this.clock = clock;
        this.config = config;
        this.erased = metrics.counter("doorstep.log.erased.entries");
    }

    /** A stretch of the log that has lost its detail. */
    record Erasure(long entry, long first, long last, int entries) {
    }

    @Scheduled(every = "${doorstep.log.erase-every:1m}", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> look() {
        return stretches()
                .onFailure().invoke(failure -> LOG.warnf("Old detail of the log is not erased: %s",
                        failure.getClass().getName()))
                .onFailure().recoverWithNull();
    }

    /** Stretch by stretch, each a transaction of its own, until one is not whole. */
    private Uni<Void> stretches() {
        return next().chain(done -> done.filter(erasure -> erasure.entries() == config.eraseAtOnce())
                .map(_ -> stretches()).orElseGet(() -> Uni.createFrom().voidItem()));
    }

    /** The next stretch; nothing if there is none, or another node is at it. */
    Uni<Optional<Erasure>> next() {
        return database.preparedQuery(ERASE)
                .execute(Tuple.of(config.keepDetail().toString(), config.eraseAtOnce(), clock.getZone().getId()))
                .map(rows -> {
                    var row = rows.iterator().next();
                    return Optional.ofNullable(row.getLong("erasure")).map(entry -> new Erasure(entry,
                            row.getLong("first_entry"), row.getLong("last_entry"), row.getInteger("entries")));
                })
                .invoke(done -> done.ifPresent(erasure -> erased.increment(erasure.entries())));
    }
}
