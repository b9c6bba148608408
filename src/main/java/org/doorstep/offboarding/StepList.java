package org.doorstep.offboarding;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * The durable list of steps. Whoever takes a step in hand moves its time on first; if they are killed, that time comes
 * and somebody else takes it.
 */
@ApplicationScoped
class StepList {

    /**
     * A step waits for the one before it, and for the same step of what was told of the same subject before. Switching
     * an account and ending its sessions wait for each other: Keycloak writes the whole account with either, so the one
     * would undo the other.
     */
    private static final String TAKE = """
            update offboarding_step s set due_at = $2, attempts = attempts + 1
            from offboarding o
            where o.offboarding_id = s.offboarding_id and (s.offboarding_id, s.step) in (
              select p.offboarding_id, p.step from offboarding_step p
              join offboarding own on own.offboarding_id = p.offboarding_id
              where p.done_at is null and p.due_at <= $1 and ($3::uuid is null or p.offboarding_id = $3)
                    and not exists (select from offboarding_step w where w.offboarding_id = p.offboarding_id
                                    and w.step = p.waits_for and w.done_at is null)
                    and not exists (select from offboarding b join offboarding_step w using (offboarding_id)
                                    where b.kind = own.kind and b.subject = own.subject and b.entry_id < own.entry_id
                                    and (w.step = p.step or w.step in ('ACCOUNT', 'SESSIONS')
                                         and p.step in ('ACCOUNT', 'SESSIONS')) and w.done_at is null)
              order by p.due_at limit $4 for update of p skip locked)
            returning s.step, s.attempts, %s""".formatted(Offboarding.COLUMNS);
    private static final String DONE = """
            update offboarding_step set done_at = $3, outcome = $4, last_error = null
            where offboarding_id = $1 and step = $2 and done_at is null""";
    private static final String FAILED = """
            update offboarding_step set due_at = $3, last_error = $4
            where offboarding_id = $1 and step = $2 and done_at is null""";

    private final Pool database;
    private final Clock clock;
    private final OffboardingConfig config;

    StepList(Pool database, Clock clock, OffboardingConfig config) {
        this.database = database;
        this.clock = clock;
        this.config = config;
    }

    /** A step that was taken in hand, for the time that {@link OffboardingConfig#claim()} says. */
    record Taken(Offboarding offboarding, Step step, int attempts) {
    }

    /** Takes steps in hand that are due: of one offboarding, or of any. */
    Uni<List<Taken>> take(Optional<UUID> offboarding, int most) {
        var now = clock.instant();
        return database.preparedQuery(TAKE)
                .execute(Tuple.of(utc(now), utc(now.plus(config.claim())), offboarding.orElse(null), most))
                .map(rows -> {
                    var taken = new ArrayList<Taken>();
                    rows.forEach(row -> taken.add(new Taken(Offboarding.of(row), Step.valueOf(row.getString("step")),
                            row.getInteger("attempts"))));
                    return taken;
                });
    }

    Uni<Void> done(Taken taken, String outcome) {
        return database.preparedQuery(DONE).execute(Tuple.of(taken.offboarding().id(), taken.step().name(),
                utc(clock.instant()), outcome)).replaceWithVoid();
    }

    /** Puts a step back: it is tried again later, and later still if it fails again. */
    Uni<Void> failed(Taken taken, String error) {
        return database.preparedQuery(FAILED).execute(Tuple.of(taken.offboarding().id(), taken.step().name(),
                utc(clock.instant().plus(backOff(taken.attempts()))), error)).replaceWithVoid();
    }

    /** Doubled with every attempt up to the longest wait, and spread by a fifth so that nodes do not knock together. */
    private Duration backOff(int attempts) {
        var doubled = config.firstRetry().multipliedBy(1L << Math.min(attempts - 1, 20));
        var wait = doubled.compareTo(config.lastRetry()) > 0 ? config.lastRetry() : doubled;
        return wait.plusMillis(ThreadLocalRandom.current().nextLong(wait.toMillis() / 5 + 1));
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
