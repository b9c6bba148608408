package org.doorstep.hr;

import java.time.Clock;
import java.time.ZoneOffset;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;

/** When HR was last heard. */
@ApplicationScoped
class Heartbeat {

    private static final String HEARD = """
            insert into hr_feed (feed, heard_at) values ('HR', $1)
            on conflict (feed) do update set heard_at = greatest(hr_feed.heard_at, excluded.heard_at), alarmed_at = null
            where hr_feed.heard_at < excluded.heard_at - interval '1 second' or hr_feed.alarmed_at is not null""";

    private final Pool database;
    private final Clock clock;

    Heartbeat(Pool database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** HR was heard now: whatever it said. Written once a second at most. */
    Uni<Void> heard() {
        return database.preparedQuery(HEARD).execute(Tuple.of(clock.instant().atOffset(ZoneOffset.UTC)))
                .replaceWithVoid();
    }
}
