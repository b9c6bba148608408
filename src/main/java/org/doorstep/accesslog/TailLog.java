package org.doorstep.accesslog;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.enterprise.context.ApplicationScoped;

import org.doorstep.accesslog.LogReading.Admission;
import org.doorstep.identity.Caller;
import org.doorstep.identity.Origin;
import org.doorstep.identity.Post;
import org.doorstep.identity.StaffNow;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * Follows the log for the auditor: every entry that matches, in the order of numbers, once it is sealed. A look is one
 * small statement that also says whether the reader still may; entries come from a statement that gives none once the
 * standing changed, so nothing is read after a revocation.
 */
@ApplicationScoped
class TailLog {

    /** Entry numbers that one statement goes through, whatever the filter lets through of them. */
    private static final long STRETCH = 20_000;
    private static final int MOST = 500;
    private static final String ACCESS_CHANGED = "ACCESS_CHANGED";

    private static final String LOOK = "select " + StaffNow.columns(1, 2, 3) + ", " + SealedHead.SQL
            + " as head from staff s where s.staff_id = $1";

    private final LogReading reading;
    private final LogEntries entries;
    private final Pool database;
    private final Clock clock;
    private final LogConfig config;
    private final AtomicInteger open;

    TailLog(LogReading reading, LogEntries entries, Pool database, Clock clock, LogConfig config,
            MeterRegistry metrics) {
        this.reading = reading;
        this.entries = entries;
        this.database = database;
        this.clock = clock;
        this.config = config;
        this.open = metrics.gauge("doorstep.log.tails.open", new AtomicInteger());
    }

    /**
     * Who follows what.
     *
     * @param after the number to go on from; from now on, if absent
     * @param until when the reader's token expires
     */
    record Following(Caller.Person reader, Origin origin, LogFilter filter, Optional<Long> after, Instant until) {
    }

    /** What the reader is told. */
    sealed interface Told {
        /** It follows from this number on. */
        record Opened(long after) implements Told {
        }

        record Entries(List<EntryView> entries) implements Told {
        }

        record Quiet() implements Told {
        }

        record Ended(String why) implements Told {
        }
    }

    /** Follows until the token expires or the reader may no longer; that it begins is an entry. */
    Multi<Told> follow(Following following) {
        return noted(following, "from " + following.after().map(String::valueOf).orElse("now"))
                .onItem().transformToMulti(admission -> switch (admission) {
                    case Admission.Admitted _ -> admitted(following);
                    case Admission.Refused _ -> Multi.createFrom().item(new Told.Ended(ACCESS_CHANGED));
                });
    }

    private Multi<Told> admitted(Following following) {
        return Multi.createBy().repeating().uni(() -> new Tail(following), Tail::next)
                .whilst(told -> !(told instanceof Told.Ended))
                .onSubscription().invoke(open::incrementAndGet)
                .onTermination().invoke(open::decrementAndGet);
    }

    private Uni<Admission> noted(Following following, String how) {
        return reading.admit(following.reader(), following.origin(),
                LogReading.asked(Action.LOG_READ, following.filter().inWords() + " tail " + how));
    }

    /** One reader's place. A look begins when the one before was sent, so a slow reader waits for itself alone. */
    private final class Tail {
        private final Following following;
        private long position = -1;
        private long epoch;
        private boolean caughtUp;
        private Instant noteAt;
        private Instant beatAt;

        private Tail(Following following) {
            this.following = following;
            this.noteAt = clock.instant().plus(config.tailNote());
            this.beatAt = clock.instant().plus(config.tailHeartbeat());
        }

        private Uni<Told> next() {
            var now = clock.instant();
            if (!now.isBefore(following.until())) {
                return told(new Told.Ended("TOKEN_EXPIRED"));
            }
            if (caughtUp && !now.isBefore(beatAt)) {
                beatAt = now.plus(config.tailHeartbeat());
                return told(new Told.Quiet());
            }
            return (caughtUp ? pause() : Uni.createFrom().voidItem()).chain(this::noteInTime).chain(this::look);
        }

        private Uni<Void> pause() {
            return Uni.createFrom().voidItem().onItem().delayIt().by(config.tailLook());
        }

        /** The standing is looked at anyway, so a refusal needs no more than its entry here. */
        private Uni<Void> noteInTime() {
            if (clock.instant().isBefore(noteAt)) {
                return Uni.createFrom().voidItem();
            }
            noteAt = clock.instant().plus(config.tailNote());
            return noted(following, "at " + position).replaceWithVoid();
        }

        private Uni<Told> look() {
            var reader = following.reader();
            return database.preparedQuery(LOOK)
                    .execute(Tuple.of(reader.id(), following.origin().device().orElse(null), reader.client()))
                    .chain(rows -> {
                        var row = rows.iterator().next();
                        var staff = StaffNow.of(row).orElseThrow();
                        boolean may = staff.postsNow(reader).contains(Post.SEC_AUDITOR);
                        return may && (position < 0 || staff.epoch() == epoch)
                                ? read(staff.epoch(), row.getLong("head"))
                                : told(new Told.Ended(ACCESS_CHANGED));
                    });
        }

        private Uni<Told> read(long now, long head) {
            epoch = now;
            if (position < 0) {
                position = following.after().orElse(head);
                return told(new Told.Opened(position));
            }
            long upTo = Math.min(head, position + STRETCH);
            if (upTo <= position) {
                caughtUp = true;
                return told(new Told.Entries(List.of()));
            }
            return entries.between(position, upTo, following.filter().whileStanding(following.reader().id(), epoch),
                    MOST).map(found -> found(found, upTo, head));
        }

        /** Where the standing changed meanwhile, the next look ends the tail, and its position with it. */
        private Told found(List<EntryView> found, long upTo, long head) {
            position = found.size() == MOST ? found.getLast().entry() : upTo;
            caughtUp = position >= head;
            if (!found.isEmpty()) {
                beatAt = clock.instant().plus(config.tailHeartbeat());
            }
            return new Told.Entries(found);
        }

        private static Uni<Told> told(Told told) {
            return Uni.createFrom().item(told);
        }
    }
}
