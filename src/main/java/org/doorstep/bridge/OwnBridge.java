package org.doorstep.bridge;

import static org.doorstep.bridge.BridgeTable.utc;

import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.doorstep.accesslog.AccessEntry;
import org.doorstep.accesslog.AccessLog;
import org.doorstep.accesslog.Action;
import org.doorstep.accesslog.Outcome;
import org.doorstep.accesslog.What;
import org.doorstep.identity.Caller;
import org.doorstep.identity.Origin;
import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;

/** A bridge as whoever made it reads it and ends it. */
@ApplicationScoped
class OwnBridge {

    private static final String READ = "select " + MadeBridge.COLUMNS + """
            , c.side, c.began_at, c.ringing_at, c.answered_at, c.ended_at as call_ended_at, c.ended_by, c.cause
            from bridge b left join call c on c.waybill = b.waybill and c.bridge_id = b.bridge_id
            where b.waybill = $1 and b.bridge_id = $2 and b.staff_id = $3 order by c.began_at""";
    private static final String CLOSE = """
            with closed as (
              update bridge set ended_at = $4, ended_why = 'CLOSED'
              where waybill = $1 and bridge_id = $2 and staff_id = $3 and ended_at is null returning bridge_id
            )
            insert into access_entry (%s) select %s from closed""".formatted(
            String.join(", ", AccessEntry.COLUMNS), AccessLog.parameters(5));

    private final Pool database;
    private final AccessLog log;
    private final Clock clock;

    OwnBridge(Pool database, AccessLog log, Clock clock) {
        this.database = database;
        this.log = log;
        this.clock = clock;
    }

    /** A call over a bridge; null for what has not happened. */
    record CallSoFar(Side side, Instant beganAt, @Nullable Instant ringingAt, @Nullable Instant answeredAt,
            @Nullable Instant endedAt, @Nullable String endedBy, @Nullable String cause) {
    }

    /** A bridge and its calls, the oldest first. */
    record WithCalls(MadeBridge bridge, List<CallSoFar> calls) {
    }

    Uni<Optional<WithCalls>> read(Caller.Person person, String waybill, UUID bridge) {
        return database.preparedQuery(READ).execute(Tuple.of(waybill, bridge, person.id())).map(rows -> {
            var calls = new ArrayList<CallSoFar>();
            MadeBridge made = null;
            for (var row : rows) {
                made = MadeBridge.of(row);
                if (row.getString("side") != null) {
                    calls.add(call(row));
                }
            }
            return Optional.ofNullable(made).map(found -> new WithCalls(found, calls));
        });
    }

    private static CallSoFar call(Row row) {
        return new CallSoFar(Side.valueOf(row.getString("side")),
                row.getOffsetDateTime("began_at").toInstant(), instant(row.getOffsetDateTime("ringing_at")),
                instant(row.getOffsetDateTime("answered_at")), instant(row.getOffsetDateTime("call_ended_at")),
                row.getString("ended_by"), row.getString("cause"));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    /** Ends it, if it lives: calls over it are dropped. */
    Uni<Optional<WithCalls>> close(Caller.Person person, Origin origin, String waybill, UUID bridge) {
        return read(person, waybill, bridge).chain(found -> {
            if (found.isEmpty()) {
                return Uni.createFrom().item(found);
            }
            var made = found.get().bridge();
            var parameters = Tuple.of(waybill, bridge, person.id(), utc(clock.instant()));
            log.entry(person, origin, What.of(Action.BRIDGE).on(waybill)
                    .asked("CLOSE", Optional.empty(), Optional.empty()),
                    Outcome.done().lease(made.id(), made.expiresAt())).of(made.outlet()).addTo(parameters);
            return database.preparedQuery(CLOSE).execute(parameters).chain(() -> read(person, waybill, bridge));
        });
    }
}
