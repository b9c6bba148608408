package org.doorstep.offboarding;

import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.doorstep.accesslog.AccessEntry;
import org.doorstep.accesslog.AccessLog;
import org.doorstep.accesslog.Action;
import org.doorstep.accesslog.Outcome;
import org.doorstep.accesslog.What;
import org.doorstep.identity.HeldClients;
import org.doorstep.identity.HoldKind;
import org.doorstep.identity.KnownOrigins;
import org.doorstep.identity.Post;
import org.doorstep.identity.Standing;
import org.doorstep.problem.Problem;
import org.doorstep.problem.ProblemType;
import org.doorstep.vault.SealedPhone;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * Takes over what is said of a person, whatever the door: the one fence of promise P2. It holds the person's row alone,
 * so disclosures in flight finish first and are in the log before its entry; it opens a new epoch, so none follows. All
 * of it is one transaction, and the answer is its commit.
 */
@ApplicationScoped
public class ChangeStanding {

    /** The person and all that was said of them, without a lock: {@link #CHANGE} checks that it still holds. */
    private static final String READ = """
            select s.standing, s.posts as own_posts, s.outlet as own_outlet, s.epoch, s.events, e.*
            from (select) one left join staff s on s.staff_id = $1
            left join staff_event e on e.staff_id = $1 or (e.door = $2 and e.event_id = $3)""";
    private static final String LOCK = """
            select standing, posts as own_posts, outlet as own_outlet, epoch, events
            from staff where staff_id = $1 for update""";
    private static final String INTRODUCE = """
            insert into staff (staff_id, standing, posts, outlet, epoch, changed_at)
            values ($1, 'LEFT', '{}', '', 0, $2) on conflict do nothing""";
    private static final String HISTORY = """
            select door, event_id, staff_id, kind, posts, outlet, effective_at, sequence, arrival, digest, entry_id
            from staff_event where staff_id = $1 or (door = $2 and event_id = $3)""";
    private static final String SHARE_LOCK = "select pg_advisory_xact_lock_shared(hashtextextended($1, 0))";

    private static final String PHONE = """
            insert into staff_phone (staff_id, kek_version, wrapped_dek, phone, mac, changed_at)
            values ($1, $2, $3, $4, $5, $6)
            on conflict (staff_id) do update set kek_version = excluded.kek_version, wrapped_dek = excluded.wrapped_dek,
                phone = excluded.phone, mac = excluded.mac, changed_at = excluded.changed_at""";

    /**
     * Everything that happens with a change, in the order in which one reads it; one statement, so all or nothing. It
     * takes the person's row alone, waiting for disclosures in flight, and does nothing if something was said of them
     * since they were read. All else comes from the row it has changed, so the entry's number is drawn under the lock.
     */
    private static final String CHANGE = """
            with person as (
              update staff set standing = $2, posts = $3, outlet = $4, epoch = $5, changed_at = $6,
                     events = events + 1,
                     tokens_from = case when $7 then $6 else tokens_from end,
                     post_since = case when $20 then $6 else post_since end
              where staff_id = $1 and epoch = $21 and events = $22
              returning staff_id
            ), leases as (
              update lease set until = $6 where $8 and staff_id = (select staff_id from person) and until > $6
            ), logged as (
              insert into access_entry (%s) select %s from person returning entry_id
            ), told as (
              insert into staff_event (door, event_id, staff_id, kind, posts, outlet, effective_at, sequence, digest,
                                       received_at, entry_id)
              select $9, $10, $1, $11, $12, $13, $14, $15, $16, $6, entry_id from logged
            ), follows as (
              insert into offboarding (offboarding_id, kind, subject, cause, epoch, entry_id, told_at, fenced_at)
              select $17, 'PERSON', $1, $11, $5, entry_id, $6, clock_timestamp() from logged
              where $17::uuid is not null
            ), steps as (
              insert into offboarding_step (offboarding_id, step, waits_for, due_at)
              select $17, step, waits_for, due_at
              from logged, unnest($18::text[], $19::text[], $23::timestamptz[]) as due(step, waits_for, due_at)
            )
            select entry_id from logged""".formatted(String.join(", ", AccessEntry.COLUMNS),
            AccessLog.parameters(24));

    private final Pool database;
    private final AccessLog log;
    private final FollowUp followUp;
    private final HeldClients heldClients;
    private final Clock clock;
    private final OffboardingConfig config;

    ChangeStanding(Pool database, AccessLog log, FollowUp followUp, HeldClients heldClients, Clock clock,
            OffboardingConfig config) {
        this.database = database;
        this.log = log;
        this.followUp = followUp;
        this.heldClients = heldClients;
        this.clock = clock;
        this.config = config;
    }

    private static final int ATTEMPTS = 5;

    /** The person as they were read. */
    private record Person(Employment employment, long epoch, long events) {
    }

    /** The person and all that was said of them. */
    private record Read(Optional<Person> person, List<Known> known) {
    }

    /** An event that was told before. */
    private record Known(String eventId, byte[] digest, long entry, PlacedEvent placed, String staffId) {
    }

    /** All of a change before it is made. */
    private record Change(Told told, PlacedEvent placed, Person before, Employment after, Optional<UUID> offboarding,
            Optional<SealedPhone> newPhone, Instant now) {

        boolean changes() {
            return !after.equals(before.employment());
        }

        boolean ends() {
            return after.endsSomethingOf(before.employment());
        }

        boolean endsStanding() {
            return before.employment().standing() == Standing.ACTIVE && after.standing() != Standing.ACTIVE;
        }

        long epoch() {
            return changes() ? before.epoch() + 1 : before.epoch();
        }

        /** No number to keep, and no outlet entered whose lock must be shared. */
        boolean needsOnlyTheRow() {
            return newPhone.isEmpty() && after.outlet().equals(before.employment().outlet());
        }

        List<Step> steps() {
            return changes() ? Step.of(before.employment(), after) : List.of();
        }
    }

    /** Takes an event over. Answered when nothing that it ends can follow any more. */
    public Uni<Changed> change(Told told) {
        return refusal(told).map(problem -> Uni.createFrom().<Changed>item(new Changed.Refused(problem)))
                .orElseGet(() -> told.door() == Door.HR_WEBHOOK ? atOnce(told, ATTEMPTS) : inTransaction(told))
                .invoke(changed -> {
                    if (changed instanceof Changed.Done done && !done.receipt().again()) {
                        done.receipt().offboarding().ifPresent(followUp::begin);
                    }
                });
    }

    /**
     * The short way, of whom HR's event ends or suspends: one statement reads, one changes, and no lock is held between
     * them. Whatever needs more than the person's own row goes the long way.
     */
    private Uni<Changed> atOnce(Told told, int left) {
        return left == 0 ? inTransaction(told) : read(told).chain(read -> {
            var change = read.person().filter(_ -> sameId(read.known(), told).isEmpty())
                    .map(person -> change(told, person, read.known())).filter(Change::needsOnlyTheRow);
            return change.isEmpty() ? inTransaction(told)
                    : database.preparedQuery(CHANGE).execute(parameters(change.get()))
                            .chain(rows -> rows.size() == 0 ? atOnce(told, left - 1)
                                    : Uni.createFrom().item(done(change.get(), rows)));
        });
    }

    private Uni<Read> read(Told told) {
        return database.preparedQuery(READ).execute(Tuple.of(told.staffId(), told.door().name(), told.eventId()))
                .map(rows -> new Read(person(rows), known(rows)));
    }

    private Uni<Changed> inTransaction(Told told) {
        return database.withTransaction(connection -> heard(connection, told));
    }

    /** A machine that came in by a token may be held back; a key that signs is taken out of the settings instead. */
    private Uni<Changed> heard(SqlConnection connection, Told told) {
        return told.door() == Door.HR_WEBHOOK ? taken(connection, told)
                : heldClients.unlessHeld(connection, told.client(), () -> taken(connection, told),
                        () -> refused(ProblemType.ACCESS_HELD));
    }

    /** What can be told from the event alone. */
    private Optional<Problem> refusal(Told told) {
        if (told.event().named().filter(Post::conflict).isPresent()) {
            return Optional.of(Problem.of(ProblemType.INVALID_POSTS));
        }
        if (told.effectiveAt().filter(at -> at.isAfter(clock.instant().plus(config.clockSkew()))).isPresent()) {
            return Optional.of(Problem.of(ProblemType.EFFECTIVE_IN_FUTURE));
        }
        boolean numbered = told.sequence().isPresent() || !told.door().ordered();
        return config.order() == EventOrder.SEQUENCE && !numbered
                ? Optional.of(Problem.of(ProblemType.SEQUENCE_REQUIRED))
                : Optional.empty();
    }

    private Uni<Changed> taken(SqlConnection connection, Told told) {
        return lock(connection, told.staffId()).chain(person -> history(connection, told)
                .chain(known -> sameId(known, told).map(before -> again(before, told, person))
                        .or(() -> person.map(locked -> told.epoch().filter(epoch -> epoch != locked.epoch())
                                .map(_ -> refused(ProblemType.ACCOUNT_CHANGED))
                                .orElseGet(() -> apply(connection, change(told, locked, known)))))
                        .orElseGet(() -> told.event().introduces() ? introduce(connection, told)
                                : refused(ProblemType.UNKNOWN_PERSON))));
    }

    /**
     * Somebody new; if another event introduces them at the same moment, this one comes after it. If they are held back
     * meanwhile, they are either reached by the hold or seen under it.
     */
    private Uni<Changed> introduce(SqlConnection connection, Told told) {
        return connection.preparedQuery(SHARE_LOCK)
                .execute(Tuple.of(KnownOrigins.lockName(HoldKind.PERSON, told.staffId())))
                .chain(() -> connection.preparedQuery(INTRODUCE)
                        .execute(Tuple.of(told.staffId(), clock.instant().atOffset(ZoneOffset.UTC))))
                .chain(() -> taken(connection, told));
    }

    /** The person's row, held alone from here to the commit. */
    private static Uni<Optional<Person>> lock(SqlConnection connection, String staffId) {
        return connection.preparedQuery(LOCK).execute(Tuple.of(staffId)).map(ChangeStanding::person);
    }

    private static Optional<Person> person(RowSet<Row> rows) {
        if (rows.size() == 0 || rows.iterator().next().getString("standing") == null) {
            return Optional.empty();
        }
        var row = rows.iterator().next();
        return Optional.of(new Person(new Employment(Standing.valueOf(row.getString("standing")),
                Post.named(row.getArrayOfStrings("own_posts")), row.getString("own_outlet")), row.getLong("epoch"),
                row.getLong("events")));
    }

    private static Uni<List<Known>> history(SqlConnection connection, Told told) {
        return connection.preparedQuery(HISTORY)
                .execute(Tuple.of(told.staffId(), told.door().name(), told.eventId())).map(ChangeStanding::known);
    }

    private static List<Known> known(RowSet<Row> rows) {
        var known = new ArrayList<Known>();
        for (var row : rows) {
            if (row.getString("door") == null) {
                continue;
            }
            known.add(new Known(row.getString("event_id"), row.getBuffer("digest").getBytes(), row.getLong("entry_id"),
                    PlacedEvent.of(row), row.getString("staff_id")));
        }
        return known;
    }

    private static Optional<Known> sameId(List<Known> known, Told told) {
        return known.stream()
                .filter(event -> event.placed().door() == told.door() && event.eventId().equals(told.eventId()))
                .findFirst();
    }

    /** The same event again gets the answer it got; another event under its id gets none. */
    private static Uni<Changed> again(Known before, Told told, Optional<Person> person) {
        return person.isPresent() && MessageDigest.isEqual(before.digest(), told.digest())
                ? Uni.createFrom().item(new Changed.Done(new Receipt(told.staffId(),
                        person.get().employment().standing(), before.entry(), Optional.empty(), true)))
                : refused(ProblemType.EVENT_ID_REUSED);
    }

    private Change change(Told told, Person person, List<Known> known) {
        var history = new History(known.stream().filter(event -> event.staffId().equals(told.staffId()))
                .map(Known::placed).toList());
        var now = clock.instant();
        var placed = told.effectiveAt().map(at -> history.placed(told.event(), told.door(), at,
                told.sequence().orElse(0L))).orElseGet(() -> history.last(told.event(), told.door(), now));
        var after = history.with(placed).employment(config.order());
        var offboarding = after.equals(person.employment()) ? Optional.<UUID>empty() : Optional.of(UUID.randomUUID());
        var newPhone = told.phone().filter(_ -> history.isLastOfItsKind(placed, config.order()))
                .filter(_ -> after.standing() != Standing.LEFT);
        return new Change(told, placed, person, after, offboarding, newPhone, now);
    }

    private Uni<Changed> apply(SqlConnection connection, Change change) {
        return enter(connection, change).chain(() -> keepPhone(connection, change))
                .chain(() -> connection.preparedQuery(CHANGE).execute(parameters(change)))
                .map(rows -> done(change, rows));
    }

    private static Changed done(Change change, RowSet<Row> rows) {
        return new Changed.Done(new Receipt(change.told().staffId(), change.after().standing(),
                rows.iterator().next().getLong("entry_id"), change.offboarding(), false));
    }

    /** Whoever comes into an outlet while it is being held back is either reached by the hold or sees it. */
    private static Uni<Void> enter(SqlConnection connection, Change change) {
        return change.after().outlet().equals(change.before().employment().outlet()) ? Uni.createFrom().voidItem()
                : connection.preparedQuery(SHARE_LOCK)
                        .execute(Tuple.of(KnownOrigins.lockName(HoldKind.OUTLET, change.after().outlet())))
                        .replaceWithVoid();
    }

    /** The number that HR says last is the one that counts, whatever the order in which they are heard. */
    private static Uni<Void> keepPhone(SqlConnection connection, Change change) {
        return change.newPhone().map(phone -> connection.preparedQuery(PHONE)
                .execute(Tuple.of(change.told().staffId(), phone.kekVersion()).addBuffer(buffer(phone.wrappedDek()))
                        .addBuffer(buffer(phone.envelope())).addBuffer(buffer(phone.index()))
                        .addOffsetDateTime(utc(change.now())))
                .replaceWithVoid()).orElseGet(() -> Uni.createFrom().voidItem());
    }

    private static Buffer buffer(byte[] bytes) {
        return Buffer.buffer(bytes);
    }

    private Tuple parameters(Change change) {
        var told = change.told();
        var event = told.event();
        var after = change.after();
        var steps = change.steps();
        var parameters = Tuple.of(told.staffId(), after.standing().name()).addArrayOfString(names(after.posts()))
                .addString(after.outlet()).addLong(change.epoch()).addOffsetDateTime(utc(change.now()))
                .addBoolean(change.endsStanding()).addBoolean(change.ends())
                .addString(told.door().name()).addString(told.eventId()).addString(event.kind())
                .addArrayOfString(event.named().map(ChangeStanding::names).orElse(null))
                .addString(event.place().orElse(null))
                .addOffsetDateTime(utc(change.placed().effectiveAt())).addLong(change.placed().number())
                .addBuffer(buffer(told.digest()))
                .addUUID(change.offboarding().orElse(null))
                .addArrayOfString(Step.names(steps)).addArrayOfString(Step.waits(steps))
                .addBoolean(after.isAnotherPostThan(change.before().employment()))
                .addLong(change.before().epoch()).addLong(change.before().events())
                .addArrayOfOffsetDateTime(steps.stream().map(step -> utc(due(step, change.now())))
                        .toArray(java.time.OffsetDateTime[]::new));
        entry(change).addTo(parameters);
        return parameters;
    }

    /** The audit can wait: what ends access goes before it. */
    private Instant due(Step step, Instant now) {
        return step == Step.AUDIT ? now.plus(config.auditAfter()) : now;
    }

    private AccessEntry entry(Change change) {
        var told = change.told();
        var what = What.of(Action.STANDING).about(told.staffId()).asked(told.event().kind(),
                Optional.of(change.after().inWords() + ", by " + told.door()), Optional.of(told.eventId()));
        return log.entry(told.client(), told.origin(), what, Outcome.done()).of(change.after().outlet());
    }

    private static java.time.OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static String[] names(Set<Post> posts) {
        return posts.stream().map(Post::name).sorted().toArray(String[]::new);
    }

    private static Uni<Changed> refused(ProblemType type) {
        return Uni.createFrom().item(new Changed.Refused(Problem.of(type)));
    }
}
