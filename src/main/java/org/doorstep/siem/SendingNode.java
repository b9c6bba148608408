package org.doorstep.siem;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;

/** Which node sends, and how far it came: one row, held for seconds at a time by the database's clock. */
@ApplicationScoped
class SendingNode {

    private static final String HOLD = """
            update siem_position set holder = $1, held_until = now() + $2 * interval '1 millisecond'
            where feed = 'SYSLOG' and (holder = $1 or held_until < now())
            returning entry""";
    private static final String MOVE = """
            update siem_position set entry = $2 where feed = 'SYSLOG' and holder = $1 and entry < $2""";

    private final UUID node = UUID.randomUUID();
    private final Pool database;

    SendingNode(Pool database) {
        this.database = database;
    }

    /** Becomes the node that sends, or stays it; up to which entry was sent, or nothing if another one sends. */
    Uni<OptionalLong> hold(Duration time) {
        return database.preparedQuery(HOLD).execute(Tuple.of(node, time.toMillis())).map(rows -> rows.size() == 0
                ? OptionalLong.empty()
                : OptionalLong.of(rows.iterator().next().getLong("entry")));
    }

    /** What was sent up to this entry counts as sent. */
    Uni<Void> moveTo(long entry) {
        return database.preparedQuery(MOVE).execute(Tuple.of(node, entry)).replaceWithVoid();
    }
}
