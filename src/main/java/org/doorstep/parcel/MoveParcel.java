package org.doorstep.parcel;

import java.time.Clock;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;

import org.doorstep.accesslog.AccessLog;
import org.doorstep.accesslog.Action;
import org.doorstep.accesslog.Outcome;
import org.doorstep.accesslog.What;
import org.doorstep.identity.Caller;
import org.doorstep.identity.HeldClients;
import org.doorstep.identity.Origin;
import org.doorstep.problem.Problem;
import org.doorstep.problem.ProblemType;
import org.hibernate.reactive.mutiny.Mutiny;

import io.smallrye.mutiny.Uni;

/** Moves a parcel along its legal stages. What a view shows next follows the stage. */
@ApplicationScoped
class MoveParcel {

    private final Mutiny.SessionFactory sessions;
    private final HeldClients heldClients;
    private final AccessLog log;
    private final Clock clock;

    MoveParcel(Mutiny.SessionFactory sessions, HeldClients heldClients, AccessLog log, Clock clock) {
        this.sessions = sessions;
        this.heldClients = heldClients;
        this.log = log;
        this.clock = clock;
    }

    /** A move as dispatch tells it. */
    record Move(Caller.Machine client, Origin origin, String waybill, Stage stage, Optional<String> place,
            Optional<Boolean> identityVerified) {
    }

    /** What came of it. */
    sealed interface Moved {
        record Done(Stage stage) implements Moved {
        }

        record Refused(Problem problem) implements Moved {
        }
    }

    Uni<Moved> move(Move move) {
        return sessions.withTransaction(session -> heldClients.unlessHeld(session, move.client(),
                () -> found(session, move), () -> refused(Problem.of(ProblemType.ACCESS_HELD))));
    }

    private Uni<Moved> found(Mutiny.Session session, Move move) {
        return session.find(Parcel.class, move.waybill(), LockModeType.PESSIMISTIC_WRITE)
                .chain(parcel -> parcel == null ? refused(Problem.of(ProblemType.UNKNOWN_PARCEL))
                        : moved(session, parcel, move));
    }

    /** A move that was told before is done already. */
    private Uni<Moved> moved(Mutiny.Session session, Parcel parcel, Move move) {
        if (parcel.isAt(move.stage(), move.place())) {
            return Uni.createFrom().item(new Moved.Done(parcel.stage()));
        }
        if (!parcel.stage().next().contains(move.stage())) {
            return refused(Problem.of(ProblemType.STAGE_CONFLICT).with("stage", parcel.stage())
                    .with("next", parcel.stage().next().stream().sorted().toList()));
        }
        parcel.move(move.stage(), move.place(), move.identityVerified(), clock.instant());
        var entry = log.entry(move.client(), move.origin(),
                What.of(Action.STAGE).on(parcel.waybill()).at(parcel.stage().name()), Outcome.done());
        return log.append(session, entry).map(_ -> new Moved.Done(parcel.stage()));
    }

    private static Uni<Moved> refused(Problem problem) {
        return Uni.createFrom().item(new Moved.Refused(problem));
    }
}
