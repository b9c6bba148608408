package org.doorstep.hr;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.doorstep.identity.Caller;
import org.doorstep.identity.Feed;
import org.doorstep.identity.Origin;
import org.doorstep.identity.Post;
import org.doorstep.identity.Standing;
import org.doorstep.offboarding.ChangeStanding;
import org.doorstep.offboarding.Changed;
import org.doorstep.offboarding.Door;
import org.doorstep.offboarding.StaffEvent;
import org.doorstep.offboarding.StrayAccounts;
import org.doorstep.offboarding.Told;
import org.jboss.logging.Logger;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * Compares HR's list with standing and with Keycloak, until done. Each person goes through the same fence as by an
 * event, as of when HR wrote the list: what HR said since counts over it. Begun again after a fault, it says nothing
 * twice.
 */
@ApplicationScoped
class CompareRoster {

    private static final Logger LOG = Logger.getLogger(CompareRoster.class);
    private static final int AT_ONCE = 4;
    /** A list takes minutes; a node that is killed leaves it to another one after this time. */
    private static final Duration CLAIM = Duration.ofMinutes(2);
    private static final Duration RETRY = Duration.ofSeconds(15);
    private static final Origin HERE = new Origin(Optional.empty(), "local");

    private static final String TAKE = """
            update roster set due_at = $2, attempts = attempts + 1 where roster_id = (
              select roster_id from roster where done_at is null and due_at <= $1
              order by received_at limit 1 for update skip locked)
            returning roster_id, client, as_of, sequence""";
    private static final String DIFFERENT = """
            select coalesce(l.staff_id, s.staff_id) as staff_id, l.standing, l.posts, l.outlet,
                   s.posts as old_posts, s.outlet as old_outlet, s.staff_id is null as is_new
            from (select * from roster_line where roster_id = $1) l
            full join staff s on s.staff_id = l.staff_id
            where s.staff_id is null and l.standing <> 'LEFT'
                  or l.staff_id is null and s.standing = 'ACTIVE'
                  or l.standing <> s.standing or l.outlet <> s.outlet
                  or not (l.posts @> s.posts and l.posts <@ s.posts)
            order by 1""";
    private static final String FOUND = """
            insert into roster_finding (roster_id, staff_id, finding, outcome, entry_id, found_at)
            values ($1, $2, $3, $4, $5, $6) on conflict do nothing""";
    private static final String STILL = "update roster set due_at = $2 where roster_id = $1 and done_at is null";
    private static final String CLEAR = "delete from roster_line where roster_id = $1";
    private static final String DONE = "update roster set done_at = $2, last_error = null where roster_id = $1";
    private static final String FAILED = "update roster set due_at = $2, last_error = $3 where roster_id = $1";

    private final Pool database;
    private final ChangeStanding changeStanding;
    private final StrayAccounts strayAccounts;
    private final Clock clock;

    CompareRoster(Pool database, ChangeStanding changeStanding, StrayAccounts strayAccounts, Clock clock) {
        this.database = database;
        this.changeStanding = changeStanding;
        this.strayAccounts = strayAccounts;
        this.clock = clock;
    }

    /** What a list says otherwise than standing. */
    enum Finding {
        /** Active, and not on the list: suspended. */
        NOT_LISTED,
        /** Another standing, posts or outlet: taken over. */
        DIFFERENT,
        /** On the list, and nobody named them before: taken in. */
        NEW,
        /** An account in Keycloak of somebody who is not active: switched off. */
        STRAY_ACCOUNT,
        /** An account in Keycloak with a post that HR does not say: taken away. */
        STRAY_POST
    }

    private record Head(UUID id, String client, Instant asOf, Optional<Long> sequence) {
    }

    private record Difference(String staffId, Finding finding, StaffEvent event) {
    }

    @Scheduled(every = "${doorstep.offboarding.poll:1s}", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> pickUp() {
        return take().chain(head -> head.map(this::compare).orElseGet(() -> Uni.createFrom().voidItem()))
                .onFailure().invoke(failure -> LOG.warnf("Rosters cannot be read: %s", failure.getClass().getName()))
                .onFailure().recoverWithNull();
    }

    private Uni<Optional<Head>> take() {
        var now = clock.instant();
        return database.preparedQuery(TAKE).execute(Tuple.of(utc(now), utc(now.plus(CLAIM)))).map(rows -> {
            if (rows.size() == 0) {
                return Optional.empty();
            }
            var row = rows.iterator().next();
            return Optional.of(new Head(row.getUUID("roster_id"), row.getString("client"),
                    row.getOffsetDateTime("as_of").toInstant(), Optional.ofNullable(row.getLong("sequence"))));
        });
    }

    private Uni<Void> compare(Head head) {
        return standing(head).chain(() -> keycloak(head)).chain(() -> finish(head))
                .onFailure().recoverWithUni(failure -> database.preparedQuery(FAILED).execute(Tuple.of(head.id(),
                        utc(clock.instant().plus(RETRY)), failure.getClass().getSimpleName())).replaceWithVoid());
    }

    private Uni<Void> standing(Head head) {
        return database.preparedQuery(DIFFERENT).execute(Tuple.of(head.id())).map(rows -> {
            var differences = new ArrayList<Difference>();
            rows.forEach(row -> differences.add(difference(row)));
            return differences;
        }).chain(differences -> Multi.createFrom().iterable(differences)
                .onItem().transformToUni(difference -> settle(head, difference)).merge(AT_ONCE)
                .collect().asList().replaceWithVoid());
    }

    private static Difference difference(Row row) {
        var staffId = row.getString("staff_id");
        if (row.getString("standing") == null) {
            return new Difference(staffId, Finding.NOT_LISTED, new StaffEvent.Stated(Standing.SUSPENDED,
                    Post.named(row.getArrayOfStrings("old_posts")), row.getString("old_outlet")));
        }
        return new Difference(staffId, row.getBoolean("is_new") ? Finding.NEW : Finding.DIFFERENT,
                new StaffEvent.Stated(Standing.valueOf(row.getString("standing")),
                        Post.named(row.getArrayOfStrings("posts")), row.getString("outlet")));
    }

    private Uni<Void> settle(Head head, Difference difference) {
        var eventId = head.id() + ":" + difference.staffId();
        var told = new Told(new Caller.Machine(head.client(), Set.of(Feed.HR_FEED)), HERE, Door.ROSTER, eventId,
                eventId.getBytes(StandardCharsets.UTF_8), difference.staffId(), difference.event(),
                Optional.of(head.asOf()), head.sequence(), Optional.empty());
        return changeStanding.change(told).chain(changed -> switch (changed) {
            case Changed.Done done -> found(head, difference.staffId(), difference.finding(),
                    "now " + done.receipt().standing(), Optional.of(done.receipt().entry()));
            case Changed.Refused refused -> found(head, difference.staffId(), difference.finding(),
                    refused.problem().type().slug(), Optional.empty());
        }).chain(() -> still(head));
    }

    private Uni<Void> keycloak(Head head) {
        return strayAccounts.find(new Caller.Machine(head.client(), Set.of(Feed.HR_FEED)), HERE)
                .onItem().transformToUniAndConcatenate(stray -> found(head, stray.staffId(),
                        stray.whole() ? Finding.STRAY_ACCOUNT : Finding.STRAY_POST, stray.outcome(),
                        Optional.of(stray.entry())).chain(() -> still(head)))
                .collect().asList().replaceWithVoid();
    }

    private Uni<Void> found(Head head, String staffId, Finding finding, String outcome, Optional<Long> entry) {
        return database.preparedQuery(FOUND).execute(Tuple.of(head.id(), staffId, finding.name(), outcome,
                entry.orElse(null), utc(clock.instant()))).replaceWithVoid();
    }

    private Uni<Void> still(Head head) {
        return database.preparedQuery(STILL).execute(Tuple.of(head.id(), utc(clock.instant().plus(CLAIM))))
                .replaceWithVoid();
    }

    private Uni<Void> finish(Head head) {
        return database.withTransaction(connection -> connection.preparedQuery(CLEAR).execute(Tuple.of(head.id()))
                .chain(() -> connection.preparedQuery(DONE).execute(Tuple.of(head.id(), utc(clock.instant()))))
                .replaceWithVoid());
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

}
