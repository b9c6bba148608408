package org.doorstep.identity;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * Which devices and apps a person has used. A hold on a device or an app opens a new epoch for everybody who is known
 * on it, so nobody is shown anything from where they are not known yet.
 */
@ApplicationScoped
public class KnownOrigins {

    /** Shared; a hold takes the same lock alone. So whoever comes in meanwhile is either reached or sees the hold. */
    private static final String LOCK = "select pg_advisory_xact_lock_shared(hashtextextended($1, 0))";
    private static final String REMEMBER = """
            insert into staff_origin (staff_id, device, client, since) values ($1, $2, $3, $4) on conflict do nothing""";

    private static final String USERS = "select distinct staff_id from staff_origin where device = $1";

    private final Pool database;
    private final Clock clock;

    KnownOrigins(Pool database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** The name of the lock that guards who is known on a device, a client or in an outlet. */
    public static String lockName(HoldKind kind, String subject) {
        return kind + ":" + subject;
    }

    /** Remembers from where the person asks; committed when it is done. */
    public Uni<Void> remember(Caller.Person person, Origin origin) {
        var device = origin.device().orElseThrow();
        return database.withTransaction(connection -> connection.preparedQuery(LOCK)
                .execute(Tuple.of(lockName(HoldKind.CLIENT, person.client())))
                .chain(() -> connection.preparedQuery(LOCK).execute(Tuple.of(lockName(HoldKind.DEVICE, device))))
                .chain(() -> connection.preparedQuery(REMEMBER).execute(
                        Tuple.of(person.id(), device, person.client(), clock.instant().atOffset(ZoneOffset.UTC))))
                .replaceWithVoid());
    }

    /** Staff numbers of everybody who was ever known on a device: nobody is shown anything on one before that. */
    public Uni<List<String>> usersOf(String device) {
        return database.preparedQuery(USERS).execute(Tuple.of(device)).map(rows -> {
            var users = new ArrayList<String>();
            rows.forEach(row -> users.add(row.getString("staff_id")));
            return users;
        });
    }
}
