package org.doorstep.offboarding;

import java.time.Clock;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;

import org.doorstep.accesslog.AccessLog;
import org.doorstep.accesslog.Action;
import org.doorstep.accesslog.Outcome;
import org.doorstep.accesslog.What;
import org.doorstep.identity.Caller;
import org.doorstep.identity.Origin;
import org.doorstep.identity.Post;
import org.doorstep.identity.StaffMember;
import org.doorstep.identity.Standing;
import org.hibernate.reactive.mutiny.Mutiny;

import io.smallrye.mutiny.Uni;

/**
 * Takes over what HR says of a person. It holds the exclusive side of the person's row lock: disclosures in flight
 * finish first and are in the log before this entry, and none follows under the old epoch (promise P2).
 */
@ApplicationScoped
class ChangeStanding {

    private final Mutiny.SessionFactory sessions;
    private final AccessLog log;
    private final Clock clock;

    ChangeStanding(Mutiny.SessionFactory sessions, AccessLog log, Clock clock) {
        this.sessions = sessions;
        this.log = log;
        this.clock = clock;
    }

    /** What HR says. */
    record Told(Caller.Machine client, Origin origin, String staffId, Standing standing, Set<Post> posts,
            String outlet) {
    }

    /** The number of the entry that says so: the receipt. */
    Uni<Long> change(Told told) {
        return sessions.withTransaction(session -> session
                .find(StaffMember.class, told.staffId(), LockModeType.PESSIMISTIC_WRITE)
                .onItem().ifNull().switchTo(() -> added(session, told.staffId()))
                .invoke(person -> person.become(told.standing(), told.posts(), told.outlet(), clock.instant()))
                .chain(person -> log.append(session, log.entry(told.client(), told.origin(),
                        What.of(Action.STANDING).about(told.staffId())
                                .asked(told.standing().name(), java.util.Optional.empty(), java.util.Optional.empty()),
                        Outcome.done()).of(told.outlet()))));
    }

    private static Uni<StaffMember> added(Mutiny.Session session, String staffId) {
        var person = new StaffMember(staffId);
        return session.persist(person).replaceWith(person);
    }
}
