package org.doorstep.accesslog;

import java.time.Clock;
import java.time.ZoneId;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import jakarta.enterprise.context.ApplicationScoped;

import org.doorstep.identity.Caller;
import org.doorstep.identity.Origin;
import org.hibernate.reactive.mutiny.Mutiny;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;

/**
 * Appends entries: in the transaction of what they tell of, so that one is never without the other. Appending only
 * inserts; {@code entry_id} gives the order of insertion.
 */
@ApplicationScoped
public class AccessLog {

    /** The response header that names the entry of a refusal: what a courier can read out to the officer. */
    public static final String ENTRY_HEADER = "Doorstep-Entry";

    private static final String APPEND = "insert into access_entry (" + String.join(", ", AccessEntry.COLUMNS)
            + ") values (" + parameters(1) + ") returning entry_id";

    private final Clock clock;
    private final ZoneId zone;

    AccessLog(Clock clock) {
        this.clock = clock;
        this.zone = clock.getZone();
    }

    /** An entry about now, ready to be filled. */
    public AccessEntry entry(Caller caller, Origin origin, What what, Outcome outcome) {
        return new AccessEntry(clock.instant(), zone.getId(), Who.of(caller), Where.of(origin), what, outcome);
    }

    /** Appends by a connection of the pool, or by the transaction it is in. The entry's number. */
    public Uni<Long> append(SqlClient client, AccessEntry entry) {
        return client.preparedQuery(APPEND).execute(entry.tuple()).map(rows -> rows.iterator().next().getLong(0));
    }

    /** Appends in the session's transaction. The entry's number. */
    public Uni<Long> append(Mutiny.Session session, AccessEntry entry) {
        var logged = new LoggedEntry(entry);
        return session.persist(logged).chain(session::flush).map(_ -> logged.entryId());
    }

    /** Placeholders for {@link AccessEntry#tuple()} in a larger statement, the first of them {@code $first}. */
    public static String parameters(int first) {
        return IntStream.range(first, first + AccessEntry.COLUMNS.size()).mapToObj(index -> "$" + index)
                .collect(Collectors.joining(", "));
    }
}
