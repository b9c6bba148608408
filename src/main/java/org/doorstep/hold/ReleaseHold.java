package org.doorstep.hold;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.doorstep.accesslog.AccessEntry;
import org.doorstep.accesslog.AccessLog;
import org.doorstep.accesslog.Action;
import org.doorstep.accesslog.Outcome;
import org.doorstep.accesslog.What;
import org.doorstep.hold.Hold.Key;
import org.doorstep.identity.Caller;
import org.doorstep.identity.HoldKind;
import org.doorstep.identity.Origin;
import org.doorstep.identity.Post;
import org.doorstep.offboarding.Cause;
import org.doorstep.offboarding.CloseAccess;
import org.doorstep.offboarding.CloseAccess.Closed;
import org.doorstep.offboarding.Closing;
import org.doorstep.offboarding.FollowUp;
import org.doorstep.problem.Problem;
import org.doorstep.problem.ProblemType;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;

/**
 * Releases a hold by two keys that two security admins turn. Nobody turns one for a hold that concerns themselves. What
 * HR says decides then what the person may do.
 */
@ApplicationScoped
public class ReleaseHold {

    private final Holds holds;
    private final SecurityAdmin admins;
    private final CloseAccess closeAccess;
    private final FollowUp followUp;
    private final AccessLog log;
    private final Pool database;
    private final Clock clock;
    private final HoldConfig config;

    ReleaseHold(Holds holds, SecurityAdmin admins, CloseAccess closeAccess, FollowUp followUp, AccessLog log,
            Pool database, Clock clock, HoldConfig config) {
        this.holds = holds;
        this.admins = admins;
        this.closeAccess = closeAccess;
        this.followUp = followUp;
        this.log = log;
        this.database = database;
        this.clock = clock;
        this.config = config;
    }

    /** A key as it is turned. */
    record Turn(Caller.Person by, Origin origin, long hold, String reason) {
    }

    Uni<Turned> turn(Turn turn) {
        return database.withTransaction(connection -> closeAccess.queue(connection)
                .chain(() -> holds.one(connection, turn.hold()))
                .chain(found -> found.map(hold -> turn(connection, turn, hold))
                        .orElseGet(() -> refused(ProblemType.UNKNOWN_HOLD))))
                .invoke(turned -> {
                    if (turned instanceof Turned.Released released) {
                        followUp.begin(released.offboarding());
                    }
                });
    }

    private Uni<Turned> turn(SqlConnection connection, Turn turn, Hold hold) {
        return admins.now(connection, turn.by(), turn.origin(), hold.kind(), hold.subject())
                .chain(admin -> refusal(admin, hold).map(ReleaseHold::refused)
                        .orElseGet(() -> firstKey(hold).map(first -> second(connection, turn, hold, first, admin))
                                .orElseGet(() -> first(connection, turn, hold, admin))));
    }

    private static Optional<ProblemType> refusal(SecurityAdmin.Now admin, Hold hold) {
        return admin.ended()
                .or(() -> admin.concerned() ? Optional.of(ProblemType.OWN_HOLD) : Optional.empty())
                .or(() -> hold.released().map(_ -> ProblemType.HOLD_RELEASED));
    }

    /** The key that waits for a second one; one that waited too long counts no more. */
    private Optional<Key> firstKey(Hold hold) {
        return hold.firstKey().filter(key -> clock.instant().isBefore(key.at().plus(config.keyLifetime())));
    }

    private Uni<Turned> first(SqlConnection connection, Turn turn, Hold hold, SecurityAdmin.Now admin) {
        var now = clock.instant();
        return log.append(connection, entry(turn, hold, admin, "FIRST_KEY_"))
                .call(() -> holds.firstKey(connection, hold.id(), turn.by().id(), turn.reason(), now))
                .map(entry -> new Turned.First(hold.id(), hold.kind(), hold.subject(), turn.by().id(),
                        now.plus(config.keyLifetime()), entry));
    }

    private Uni<Turned> second(SqlConnection connection, Turn turn, Hold hold, Key first, SecurityAdmin.Now admin) {
        if (first.by().equals(turn.by().id())) {
            return refused(ProblemType.SECOND_KEY_NEEDED);
        }
        return release(connection, hold, turn.by().id(), entry(turn, hold, admin, "RELEASE_"))
                .map(closed -> new Turned.Released(hold.id(), hold.kind(), hold.subject(), first.by(), turn.by().id(),
                        closed.entry(), closed.offboarding()));
    }

    private AccessEntry entry(Turn turn, Hold hold, SecurityAdmin.Now admin, String purpose) {
        var what = What.of(Action.HOLD).about(hold.subject()).asked(purpose + hold.kind(), Optional.of(turn.reason()),
                Optional.of(Long.toString(hold.id())));
        return log.entry(turn.by(), turn.origin(), what, Outcome.done()).of(admin.outlet()).in(Post.SEC_ADMIN);
    }

    /**
     * Takes back a hold that its own source placed, without keys, in the caller's transaction, which has
     * {@link CloseAccess#queue queued} before; empty if there is none. What follows is begun by the caller after the
     * commit.
     */
    public Uni<Optional<Closed>> takeBack(SqlConnection connection, Placing placed) {
        return holds.open(connection, placed.kind(), placed.subject(), placed.source()).chain(found -> found
                .map(hold -> release(connection, hold, placed.by().id(), taken(placed, hold)).map(Optional::of))
                .orElseGet(() -> Uni.createFrom().item(Optional.empty())));
    }

    private AccessEntry taken(Placing placed, Hold hold) {
        var what = What.of(Action.HOLD).about(hold.subject()).asked("RELEASE_" + hold.kind(),
                Optional.of(placed.reason()), Optional.of(Long.toString(hold.id())));
        return log.entry(placed.by(), placed.origin(), what, Outcome.done());
    }

    /** A person's new epoch tells a late step of the hold that they are back since. */
    private Uni<Closed> release(SqlConnection connection, Hold hold, String by, AccessEntry entry) {
        Instant now = clock.instant();
        return people(connection, hold).chain(people -> closeAccess.close(connection,
                new Closing(hold.kind(), hold.subject(), Cause.RELEASED, people, now, entry)))
                .call(() -> holds.release(connection, hold.id(), by, now));
    }

    private Uni<List<String>> people(SqlConnection connection, Hold hold) {
        return hold.kind() == HoldKind.PERSON ? closeAccess.concerned(connection, hold.kind(), hold.subject())
                : Uni.createFrom().item(List.of());
    }

    private static Uni<Turned> refused(ProblemType type) {
        return Uni.createFrom().item(new Turned.Refused(Problem.of(type)));
    }
}
