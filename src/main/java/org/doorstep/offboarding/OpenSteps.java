package org.doorstep.offboarding;

import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;

/** How many steps are not done, and for how long the oldest has not been: what an operator is woken for. */
@ApplicationScoped
class OpenSteps {

    private static final Logger LOG = Logger.getLogger(OpenSteps.class);
    /** The audit waits on purpose, so it is counted from when it was due. */
    private static final String OPEN = """
            select count(*), min(case when s.step = 'AUDIT' then o.fenced_at + $1::bigint * interval '1 ms'
                                      else o.fenced_at end)
            from offboarding_step s join offboarding o using (offboarding_id) where s.done_at is null""";

    private final Pool database;
    private final Clock clock;
    private final OffboardingConfig config;
    private final AtomicLong open = new AtomicLong();
    private final AtomicLong oldestSeconds = new AtomicLong();

    OpenSteps(Pool database, Clock clock, OffboardingConfig config, MeterRegistry metrics) {
        this.database = database;
        this.clock = clock;
        this.config = config;
        metrics.gauge("doorstep.offboarding.steps.open", open);
        metrics.gauge("doorstep.offboarding.steps.oldest.seconds", oldestSeconds);
    }

    @Scheduled(every = "${doorstep.offboarding.count:10s}", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> count() {
        return database.preparedQuery(OPEN).execute(Tuple.of(config.auditAfter().toMillis()))
                .invoke(rows -> counted(rows.iterator().next()))
                .onFailure().invoke(failure -> LOG.warnf("Open steps cannot be counted: %s",
                        failure.getClass().getName()))
                .onFailure().recoverWithNull().replaceWithVoid();
    }

    private void counted(Row row) {
        open.set(row.getLong(0));
        var oldest = row.getOffsetDateTime(1);
        var now = clock.instant().atOffset(ZoneOffset.UTC);
        oldestSeconds.set(oldest == null ? 0 : Math.max(0, Duration.between(oldest, now).toSeconds()));
    }
}
