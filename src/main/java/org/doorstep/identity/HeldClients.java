package org.doorstep.identity;

import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;

import org.hibernate.reactive.mutiny.Mutiny;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * Whether a machine is held back, asked in the transaction that does its work and before anything else in it. What was
 * let in at the door a moment ago, or is a stream that has been open for an hour, comes to nothing once the hold is
 * committed: work shares the client's lock until its own commit, and the hold takes that lock alone.
 */
@ApplicationScoped
public class HeldClients {

    private static final String HELD = "select client_is_held($1)";
    private static final String HELD_IN_SESSION = "select client_is_held(?1)";

    /** Does the work, unless the client is held back. */
    public <T> Uni<T> unlessHeld(SqlConnection connection, Caller.Machine client, Supplier<Uni<T>> work,
            Supplier<Uni<T>> refusal) {
        return connection.preparedQuery(HELD).execute(Tuple.of(client.id()))
                .chain(rows -> rows.iterator().next().getBoolean(0) ? refusal.get() : work.get());
    }

    /** Does the work, unless the client is held back. */
    public <T> Uni<T> unlessHeld(Mutiny.Session session, Caller.Machine client, Supplier<Uni<T>> work,
            Supplier<Uni<T>> refusal) {
        return session.createNativeQuery(HELD_IN_SESSION, Boolean.class).setParameter(1, client.id())
                .getSingleResult().chain(held -> held ? refusal.get() : work.get());
    }
}
