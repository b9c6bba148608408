package org.doorstep.hold;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.doorstep.identity.HoldKind;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;

/** The holds as the database keeps them. */
@ApplicationScoped
class Holds {

    private static final String OPEN = "select " + Hold.COLUMNS
            + " from hold where kind = $1 and subject = $2 and source = $3 and released_at is null";
    private static final String ONE = "select " + Hold.COLUMNS + " from hold where hold_id = $1";
    private static final String LIST = "select " + Hold.COLUMNS
            + " from hold where not $1 or released_at is null order by hold_id desc limit $2";
    private static final String INSERT = """
            insert into hold (kind, subject, source, reason, placed_by, placed_at, entry_id)
            values ($1, $2, $3, $4, $5, $6, $7) returning hold_id""";
    private static final String FIRST_KEY = """
            update hold set release_by = $2, release_reason = $3, release_at = $4 where hold_id = $1""";
    private static final String RELEASE = "update hold set released_by = $2, released_at = $3 where hold_id = $1";

    Uni<Optional<Hold>> open(SqlClient client, HoldKind kind, String subject, HoldSource source) {
        return client.preparedQuery(OPEN).execute(Tuple.of(kind.name(), subject, source.name())).map(Holds::first);
    }

    Uni<Optional<Hold>> one(SqlClient client, long id) {
        return client.preparedQuery(ONE).execute(Tuple.of(id)).map(Holds::first);
    }

    /** The newest holds; only those that are open, if so asked. */
    Uni<List<Hold>> list(SqlClient client, boolean open, int most) {
        return client.preparedQuery(LIST).execute(Tuple.of(open, most)).map(rows -> {
            var holds = new ArrayList<Hold>();
            rows.forEach(row -> holds.add(Hold.of(row)));
            return holds;
        });
    }

    Uni<Long> insert(SqlClient client, Placing placing, Instant now, long entry) {
        return client.preparedQuery(INSERT)
                .execute(Tuple.of(placing.kind().name(), placing.subject(), placing.source().name(), placing.reason(),
                        placing.by().id(), utc(now)).addLong(entry))
                .map(rows -> rows.iterator().next().getLong(0));
    }

    Uni<Void> firstKey(SqlClient client, long id, String by, String reason, Instant now) {
        return client.preparedQuery(FIRST_KEY).execute(Tuple.of(id, by, reason, utc(now))).replaceWithVoid();
    }

    Uni<Void> release(SqlClient client, long id, String by, Instant now) {
        return client.preparedQuery(RELEASE).execute(Tuple.of(id, by, utc(now))).replaceWithVoid();
    }

    private static Optional<Hold> first(RowSet<Row> rows) {
        return rows.size() == 0 ? Optional.empty() : Optional.of(Hold.of(rows.iterator().next()));
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
