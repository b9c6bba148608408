package org.doorstep.identity;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;

/** Reads a person's standing, without a lock: whoever acts on it names its epoch when they do. */
@ApplicationScoped
public class ReadStanding {

    private static final String SQL = "select " + StaffNow.columns(1, 2, 3)
            + " from staff s where s.staff_id = $1";

    private final Pool database;
    private final KnownOrigins origins;

    ReadStanding(Pool database, KnownOrigins origins) {
        this.database = database;
        this.origins = origins;
    }

    /** The person now, from where they ask; empty if HR never named them. Remembers where they ask from. */
    public Uni<Optional<StaffNow>> of(Caller.Person person, Origin origin) {
        return read(person, origin).chain(staff -> mustBeIntroduced(staff, person, origin)
                ? origins.remember(person, origin).chain(() -> read(person, origin))
                : Uni.createFrom().item(staff));
    }

    private static boolean mustBeIntroduced(Optional<StaffNow> staff, Caller.Person person, Origin origin) {
        return origin.device().isPresent()
                && staff.filter(known -> !known.originKnown() && known.ended(person).isEmpty()).isPresent();
    }

    private Uni<Optional<StaffNow>> read(Caller.Person person, Origin origin) {
        return database.preparedQuery(SQL)
                .execute(Tuple.of(person.id(), origin.device().orElse(null), person.client()))
                .map(rows -> rows.size() == 0 ? Optional.empty() : StaffNow.of(rows.iterator().next()));
    }
}
