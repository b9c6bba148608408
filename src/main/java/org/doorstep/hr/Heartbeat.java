package org.doorstep.hr;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.enterprise.context.ApplicationScoped;

import org.doorstep.accesslog.AccessEntry;
import org.doorstep.accesslog.AccessLog;
import org.doorstep.accesslog.Action;
import org.doorstep.accesslog.Outcome;
import org.doorstep.accesslog.What;
import org.doorstep.identity.Caller;
import org.doorstep.identity.Origin;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;

/** When HR was last heard, and the alarm that it is silent: a feed that fails quietly leaves leavers with access. */
@ApplicationScoped
class Heartbeat {

    private static final Logger LOG = Logger.getLogger(Heartbeat.class);
    private static final String HEARD = """
            insert into hr_feed (feed, heard_at) values ('HR', $1)
            on conflict (feed) do update set heard_at = greatest(hr_feed.heard_at, excluded.heard_at), alarmed_at = null
            where hr_feed.heard_at < excluded.heard_at - interval '1 second' or hr_feed.alarmed_at is not null""";

    private static final String BEGIN = "insert into hr_feed (feed, heard_at) values ('HR', $1) on conflict do nothing";
    private static final String STATUS = "select heard_at, alarmed_at from hr_feed where feed = 'HR'";
    /** One node raises it, once a silence; the entry is there if and only if it was raised. */
    private static final String ALARM = """
            with silent as (
              update hr_feed set alarmed_at = $1 where feed = 'HR' and alarmed_at is null and heard_at < $2
              returning heard_at
            )
            insert into access_entry (%s) select %s from silent returning entry_id"""
            .formatted(String.join(", ", AccessEntry.COLUMNS), AccessLog.parameters(3));

    private final Pool database;
    private final AccessLog log;
    private final Clock clock;
    private final HrConfig config;
    private final AtomicLong silentSeconds = new AtomicLong();

    Heartbeat(Pool database, AccessLog log, Clock clock, HrConfig config, MeterRegistry metrics) {
        this.database = database;
        this.log = log;
        this.clock = clock;
        this.config = config;
        metrics.gauge("doorstep.hr.silent.seconds", silentSeconds);
    }

    /**
     * How HR's feed is.
     *
     * @param heardAt when it was last heard; absent if it never was
     * @param alarmedAt since when its silence is an alarm; absent while it is not
     * @param expectedWithin how long it may be silent; absent if nobody waits
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Status(@Nullable Instant heardAt, @Nullable Instant alarmedAt, @Nullable Duration expectedWithin) {
    }

    /** HR was heard now: whatever it said. Written once a second at most; ends an alarm. Nobody waits for it. */
    void heard() {
        database.preparedQuery(HEARD).execute(Tuple.of(utc(clock.instant()))).subscribe().with(_ -> {
        }, failure -> LOG.warnf("That HR was heard is not noted: %s", failure.getClass().getName()));
    }

    Uni<Status> status() {
        return database.query(STATUS).execute().map(rows -> {
            var expected = config.heartbeat().orElse(null);
            if (rows.size() == 0) {
                return new Status(null, null, expected);
            }
            var row = rows.iterator().next();
            var alarmed = row.getOffsetDateTime("alarmed_at");
            return new Status(row.getOffsetDateTime("heard_at").toInstant(),
                    alarmed == null ? null : alarmed.toInstant(), expected);
        });
    }

    /** Raises the alarm when HR was silent for too long: in the access log, in the service's log, as a metric. */
    @Scheduled(every = "${doorstep.hr.heartbeat-check:10s}", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> listen() {
        return config.heartbeat().map(this::listen).orElseGet(() -> Uni.createFrom().voidItem())
                .onFailure().invoke(failure -> LOG.warnf("HR's feed cannot be checked: %s",
                        failure.getClass().getName()))
                .onFailure().recoverWithNull();
    }

    private Uni<Void> listen(Duration most) {
        var now = clock.instant();
        return database.preparedQuery(BEGIN).execute(Tuple.of(utc(now))).chain(this::status)
                .invoke(status -> silentSeconds.set(status.heardAt() == null ? 0
                        : Duration.between(status.heardAt(), now).toSeconds()))
                .chain(() -> database.preparedQuery(ALARM).execute(alarm(now, most)))
                .invoke(rows -> rows.forEach(row -> LOG.errorf("HR was not heard for %s, entry %d: leavers may still "
                        + "have access. Ask HR, or hand its full list in.", most, row.getLong("entry_id"))))
                .replaceWithVoid();
    }

    private Tuple alarm(Instant now, Duration most) {
        var parameters = Tuple.of(utc(now), utc(now.minus(most)));
        var what = What.of(Action.ALARM).asked("HR_SILENT", Optional.of("not heard for " + most), Optional.empty());
        log.entry(new Caller.Machine("doorstep", Set.of()), new Origin(Optional.empty(), "local"), what,
                Outcome.done()).addTo(parameters);
        return parameters;
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
