package org.doorstep.leaver;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;

import org.doorstep.accesslog.Action;
import org.doorstep.accesslog.Decision;
import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * Reads what a report is made of, all of it as of one instant: the leaver's entries before the fence by the index of
 * the actor, and what was theirs. Whatever they were shown is there, since the fence waited for it; a refusal that was
 * just being answered may come too late for the report, and stands in the log.
 */
@ApplicationScoped
class GatherHistory {

    /**
     * Entries by number, as far back as the window. Numbers follow time but for the clocks of several nodes: an hour
     * before the window nobody's clock leads into it.
     */
    private static final String ACTS = """
            select entry_id, at, post, outlet, device, source_address, action, purpose, stage, waybill, recipient_ref,
                   fields, reason, ticket, decision, problem, rule, lease_id
            from access_entry
            where actor = $1 and actor_kind = 'STAFF' and entry_id < $2 and at >= $3 and entry_id > coalesce((
                select older.entry_id from access_entry older
                where older.actor = $1 and older.entry_id < $2 and older.at < $3::timestamptz - interval '1 hour'
                order by older.entry_id desc limit 1), 0)
            order by entry_id desc limit $4""";
    /** The days of a run are the company's; a run that was planned again after the fence is not of the window. */
    private static final String THEIRS = """
            select 'ASSIGNED' as what, waybill as name, null::timestamptz as since from assignment
            where staff_id = $1 and run_date between $4 and $5 and ended_at is null and assigned_at <= $3
            union all
            select 'ASSIGNED', waybill, null from assignment
            where staff_id = $1 and run_date between $4 and $5 and ended_at is not null and assigned_at <= $3
            union all
            select 'TICKETED', waybill, null from ticket where staff_id = $1 and opened_at <= $3 and until >= $2
            union all
            select 'DEVICE', device, min(since) from staff_origin where staff_id = $1 group by device""";
    private static final String ONE_INSTANT = "set transaction isolation level repeatable read, read only";

    private final Pool database;

    GatherHistory(Pool database) {
        this.database = database;
    }

    Uni<Gathered> of(Leaver leaver, Window window, int most) {
        return database.withTransaction(connection -> connection.query(ONE_INSTANT).execute()
                .chain(() -> acts(connection, leaver, window, most))
                .chain(acts -> theirs(connection, leaver, window)
                        .map(theirs -> gathered(acts, most, theirs))));
    }

    private static Uni<List<LoggedAct>> acts(SqlConnection connection, Leaver leaver, Window window, int most) {
        return connection.preparedQuery(ACTS)
                .execute(Tuple.of(leaver.staffId(), leaver.fenceEntry(), utc(window.from()), most + 1L))
                .map(rows -> {
                    var acts = new ArrayList<LoggedAct>(rows.size());
                    rows.forEach(row -> acts.add(act(row)));
                    return acts.reversed();
                });
    }

    private static Uni<RowSet<Row>> theirs(SqlConnection connection, Leaver leaver, Window window) {
        return connection.preparedQuery(THEIRS).execute(Tuple.of(leaver.staffId(), utc(window.from()),
                utc(window.to()), window.day(window.from()), window.day(window.to())));
    }

    private static Gathered gathered(List<LoggedAct> acts, int most, RowSet<Row> theirs) {
        Set<String> assigned = new HashSet<>();
        Set<String> ticketed = new HashSet<>();
        Map<String, Instant> devices = new HashMap<>();
        for (var row : theirs) {
            var name = row.getString("name");
            switch (row.getString("what")) {
                case "ASSIGNED" -> assigned.add(name);
                case "TICKETED" -> ticketed.add(name);
                default -> devices.put(name, row.getOffsetDateTime("since").toInstant());
            }
        }
        boolean cut = acts.size() > most;
        return new Gathered(cut ? acts.subList(acts.size() - most, acts.size()) : acts, cut, assigned, ticketed,
                devices);
    }

    private static LoggedAct act(Row row) {
        return new LoggedAct(row.getLong("entry_id"), row.getOffsetDateTime("at").toInstant(), row.getString("post"),
                row.getString("outlet"), row.getString("device"), row.getString("source_address"),
                Action.valueOf(row.getString("action")), row.getString("purpose"), row.getString("stage"),
                row.getString("waybill"), hex(row.getBuffer("recipient_ref")),
                List.of(row.getArrayOfStrings("fields")), row.getString("reason"), row.getString("ticket"),
                Decision.valueOf(row.getString("decision")), row.getString("problem"), row.getString("rule"),
                row.getUUID("lease_id"));
    }

    private static @Nullable String hex(@Nullable Buffer bytes) {
        return Optional.ofNullable(bytes).map(known -> HexFormat.of().formatHex(known.getBytes())).orElse(null);
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
