package org.doorstep.hold;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.doorstep.identity.Caller;
import org.doorstep.identity.HoldKind;
import org.doorstep.identity.Origin;
import org.doorstep.identity.Post;
import org.doorstep.identity.StaffNow;
import org.doorstep.problem.ProblemType;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/** The security admin who acts, as they are in the transaction that acts: not only as they were at the door. */
@ApplicationScoped
class SecurityAdmin {

    private static final String READ = "select " + StaffNow.columns(1, 2, 3) + """
            , exists (select from staff_origin k where k.staff_id = $1 and k.device = $4) as known_there
            from staff s where s.staff_id = $1""";

    /**
     * Whether they may act, and how they stand to a subject.
     *
     * @param ended why they may do nothing
     * @param uses whether it is their own number or outlet, or what they use now
     * @param concerned whether it is that, or a device they have ever used
     */
    record Now(Optional<ProblemType> ended, String outlet, boolean uses, boolean concerned) {
    }

    /** Holds come one after the other here, so whoever was held back by the one before does not act any more. */
    Uni<Now> now(SqlConnection connection, Caller.Person person, Origin origin, HoldKind kind, String subject) {
        return connection.preparedQuery(READ)
                .execute(Tuple.of(person.id(), origin.device().orElse(null), person.client(), subject)).map(rows -> {
                    if (rows.size() == 0) {
                        return new Now(Optional.of(ProblemType.NO_STANDING), "", false, false);
                    }
                    var row = rows.iterator().next();
                    var staff = StaffNow.of(row);
                    var outlet = staff.map(StaffNow::outlet).orElse("");
                    boolean uses = subject.equals(switch (kind) {
                        case PERSON -> person.id();
                        case DEVICE -> origin.device().orElse("");
                        case OUTLET -> outlet;
                        case CLIENT -> person.client();
                    });
                    return new Now(ended(staff, person), outlet, uses,
                            uses || (kind == HoldKind.DEVICE && row.getBoolean("known_there")));
                });
    }

    private static Optional<ProblemType> ended(Optional<StaffNow> staff, Caller.Person person) {
        return staff.filter(known -> known.postsNow(person).contains(Post.SEC_ADMIN)).isPresent() ? Optional.empty()
                : Optional.of(staff.flatMap(known -> known.ended(person)).orElse(ProblemType.POST_NOT_ALLOWED));
    }
}
