package org.doorstep.rotation;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.doorstep.crypto.WrappedKey;
import org.doorstep.rotation.KeyGeneration.Progress;
import org.doorstep.rotation.KeyGeneration.State;
import org.doorstep.vault.KeyKind;
import org.doorstep.vault.Keyring;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/** The kept keys and what becomes of them. It never sees a key that is not wrapped. */
@ApplicationScoped
class KeyTable {

    private static final String LOCK = "select pg_advisory_xact_lock(hashtextextended('doorstep.key_change', 0))";
    /** Whether the last change of a kind is not over: a generation waits to be written with, or an older one is in use. */
    private static final String UNDER_WAY = """
            select exists (
              select from wrapped_key k where k.purpose = any ($1) and k.wrapped <> '' and (k.active_from > now()
                or k.version < (select max(version) from wrapped_key where purpose = k.purpose)
                  and case when k.purpose like 'sign/%' then coalesce(k.retired_at > now(), true)
                      else k.moved_at is null end))""";
    private static final String KEEP = """
            insert into wrapped_key (purpose, version, wrapped, active_from)
            values ($1, $2, $3, now() + $4::text::interval)""";
    private static final String RETIRE = """
            update wrapped_key set retired_at = now() + $3::text::interval
            where purpose = any ($1) and version < $2 and retired_at is null and purpose like 'sign/%'""";
    /** The database has the same rule in a trigger (V13); here it is an answer and not an error. */
    private static final String DESTROY = """
            update wrapped_key set wrapped = '' where purpose = any ($1) and version = $2 and wrapped <> ''
              and case when purpose like 'sign/%' then retired_at <= now()
                  when purpose like 'kek/%' then moved_at <= now()
                  else moved_at <= now() - (select make_interval(years => least_years) from log_retention) end
            returning 1""";
    private static final String GENERATIONS = """
            select min(k.version) as version, min(k.created_at) as created_at, min(k.active_from) as active_from,
                   max(k.moved_at) as moved_at, max(k.retired_at) as retired_at,
                   string_agg(distinct encode(substring(k.wrapped from 3 for 4), 'hex'), ' ') as root,
                   bool_and(k.wrapped = '') as destroyed, bool_and(k.active_from <= now()) as active,
                   coalesce(bool_and(k.retired_at <= now()), false) as retired,
                   k.version = (select max(n.version) from wrapped_key n where n.purpose = any ($1)
                                and n.active_from <= now() and n.wrapped <> '') as newest
            from wrapped_key k where k.purpose = any ($1) group by k.version order by k.version desc""";
    private static final String PROGRESS = """
            select m.version, m.part, m.done, m.unreadable, m.finished_at,
                   greatest(0, (select reltuples from pg_class where oid = to_regclass(
                     case m.part when 'records' then 'sealed_record' when 'calls' then 'call' else 'staff_phone' end)))
                     ::bigint as about
            from key_move m where m.kind = $1 order by m.version, m.part""";

    private final Pool database;

    KeyTable(Pool database) {
        this.database = database;
    }

    /** Lets one change at a time through. */
    Uni<Void> lock(SqlConnection connection) {
        return connection.query(LOCK).execute().replaceWithVoid();
    }

    Uni<Boolean> underWay(SqlConnection connection, KeyKind kind) {
        return connection.preparedQuery(UNDER_WAY).execute(Tuple.tuple().addArrayOfString(purposes(kind)))
                .map(rows -> rows.iterator().next().getBoolean(0));
    }

    /** Keeps a new generation, and sets when those before it sign no more. */
    Uni<Void> keep(SqlConnection connection, KeyKind kind, List<WrappedKey> keys, Duration overlap) {
        var announced = seconds(Keyring.ANNOUNCED_FOR);
        return connection.preparedQuery(KEEP).executeBatch(keys.stream().map(key -> Tuple.of(key.purpose(),
                key.version(), Buffer.buffer(key.wrapped()), announced)).toList())
                .chain(() -> connection.preparedQuery(RETIRE).execute(Tuple.tuple()
                        .addArrayOfString(purposes(kind)).addInteger(keys.getFirst().version())
                        .addString(seconds(Keyring.ANNOUNCED_FOR.plus(overlap)))))
                .replaceWithVoid();
    }

    /** Whether there was such a generation that nothing needs. */
    Uni<Boolean> destroy(SqlConnection connection, KeyKind kind, int version) {
        return connection.preparedQuery(DESTROY)
                .execute(Tuple.tuple().addArrayOfString(purposes(kind)).addInteger(version))
                .map(rows -> rows.size() == kind.purposes().size());
    }

    /** All generations of a kind, the newest first. */
    Uni<List<KeyGeneration>> generations(KeyKind kind) {
        return database.preparedQuery(PROGRESS).execute(Tuple.of(kind.name())).chain(parts -> database
                .preparedQuery(GENERATIONS).execute(Tuple.tuple().addArrayOfString(purposes(kind))).map(rows -> {
                    var generations = new ArrayList<KeyGeneration>();
                    rows.forEach(row -> generations.add(generation(row, kind, parts)));
                    return generations;
                }));
    }

    private static KeyGeneration generation(Row row, KeyKind kind, Iterable<Row> parts) {
        int version = row.getInteger("version");
        var progress = new ArrayList<Progress>();
        parts.forEach(part -> {
            if (part.getInteger("version") == version) {
                progress.add(new Progress(part.getString("part"), part.getLong("done"), part.getLong("about"),
                        part.getLong("unreadable"), part.getOffsetDateTime("finished_at") != null));
            }
        });
        return new KeyGeneration(kind, version, state(row), row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("active_from").toInstant(), instant(row, "moved_at"), instant(row, "retired_at"),
                row.getString("root"), progress);
    }

    private static State state(Row row) {
        if (row.getBoolean("destroyed")) {
            return State.DESTROYED;
        }
        if (!row.getBoolean("active")) {
            return State.ANNOUNCED;
        }
        if (row.getBoolean("newest")) {
            return State.WRITES;
        }
        return row.getBoolean("retired") || row.getOffsetDateTime("moved_at") != null ? State.LEFT_BEHIND
                : State.IN_USE;
    }

    private static java.time.@org.jspecify.annotations.Nullable Instant instant(Row row, String column) {
        return Optional.ofNullable(row.getOffsetDateTime(column)).map(OffsetDateTime::toInstant).orElse(null);
    }

    private static String seconds(Duration duration) {
        return duration.toSeconds() + " seconds";
    }

    private static String[] purposes(KeyKind kind) {
        return kind.purposes().toArray(String[]::new);
    }
}
