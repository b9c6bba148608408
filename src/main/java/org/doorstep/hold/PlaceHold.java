package org.doorstep.hold;

import java.time.Clock;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.doorstep.accesslog.AccessLog;
import org.doorstep.accesslog.Action;
import org.doorstep.accesslog.Outcome;
import org.doorstep.accesslog.What;
import org.doorstep.hold.Placed.Receipt;
import org.doorstep.identity.Caller;
import org.doorstep.identity.Post;
import org.doorstep.offboarding.Cause;
import org.doorstep.offboarding.CloseAccess;
import org.doorstep.offboarding.Closing;
import org.doorstep.offboarding.FollowUp;
import org.doorstep.problem.Problem;
import org.doorstep.problem.ProblemType;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;

/**
 * Holds somebody or something back, by the same fence as HR's: answered when nothing more can be disclosed to whom it
 * concerns. What HR says of them stays as it is, and nothing that HR says lifts it.
 */
@ApplicationScoped
public class PlaceHold {

    private final Holds holds;
    private final SecurityAdmin admins;
    private final CloseAccess closeAccess;
    private final FollowUp followUp;
    private final AccessLog log;
    private final Pool database;
    private final Clock clock;

    PlaceHold(Holds holds, SecurityAdmin admins, CloseAccess closeAccess, FollowUp followUp, AccessLog log,
            Pool database, Clock clock) {
        this.holds = holds;
        this.admins = admins;
        this.closeAccess = closeAccess;
        this.followUp = followUp;
        this.log = log;
        this.database = database;
        this.clock = clock;
    }

    /** Places a hold of a security admin's. */
    Uni<Placed> byHand(Caller.Person admin, Placing placing) {
        return database.withTransaction(connection -> closeAccess.queue(connection)
                .chain(() -> admins.now(connection, admin, placing.origin(), placing.kind(), placing.subject()))
                .chain(now -> refusal(now).map(PlaceHold::refused)
                        .orElseGet(() -> place(connection, placing, Optional.of(now.outlet())))))
                .invoke(placed -> {
                    if (placed instanceof Placed.Done done) {
                        followUp.begin(done.receipt().offboarding());
                    }
                });
    }

    private static Optional<ProblemType> refusal(SecurityAdmin.Now now) {
        return now.ended().or(() -> now.uses() ? Optional.of(ProblemType.HOLD_ON_YOURSELF) : Optional.empty());
    }

    /**
     * Places a hold in the caller's transaction, which has {@link CloseAccess#queue queued} before; what follows is
     * begun by the caller after the commit.
     */
    public Uni<Placed> place(SqlConnection connection, Placing placing) {
        return place(connection, placing, Optional.empty());
    }

    private Uni<Placed> place(SqlConnection connection, Placing placing, Optional<String> outlet) {
        return holds.open(connection, placing.kind(), placing.subject(), placing.source())
                .chain(open -> open.map(hold -> Uni.createFrom().<Placed>item(new Placed.Refused(
                        Problem.of(ProblemType.ALREADY_HELD).with("hold", hold.id()))))
                        .orElseGet(() -> fence(connection, placing, outlet)));
    }

    private Uni<Placed> fence(SqlConnection connection, Placing placing, Optional<String> outlet) {
        var now = clock.instant();
        var what = What.of(Action.HOLD).about(placing.subject())
                .asked("HOLD_" + placing.kind(), Optional.of(placing.reason()), Optional.empty());
        var bare = log.entry(placing.by(), placing.origin(), what, Outcome.done());
        var entry = outlet.map(own -> bare.of(own).in(Post.SEC_ADMIN)).orElse(bare);
        return closeAccess.concerned(connection, placing.kind(), placing.subject())
                .chain(people -> closeAccess.close(connection,
                        new Closing(placing.kind(), placing.subject(), Cause.HELD, people, now, entry)))
                .chain(closed -> holds.insert(connection, placing, now, closed.entry())
                        .map(id -> new Placed.Done(new Receipt(id, placing.kind(), placing.subject(), closed.entry(),
                                closed.people(), closed.offboarding()))));
    }

    private static Uni<Placed> refused(ProblemType type) {
        return Uni.createFrom().item(new Placed.Refused(Problem.of(type)));
    }
}
