package org.doorstep.investigation;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * Reads the log as of one instant, in one window. Time is turned into bounds of entry numbers, which rise with it, by
 * halving on the primary key: so the log needs no index on its times.
 */
@ApplicationScoped
class Snapshot {

    private static final String BOUNDS = """
            select coalesce(entry_before($1::timestamptz - interval '1 hour'), 0) as after,
                   least(coalesce(entry_before($2::timestamptz + interval '1 hour'), $3::bigint - 1), $3::bigint - 1)
                   as last""";
    private static final int FETCHED = 500;

    private final Pool database;
    private final InvestigationConfig config;

    Snapshot(Pool database, InvestigationConfig config) {
        this.database = database;
        this.config = config;
    }

    /** One reading of the log. */
    record Reading(SqlConnection connection, Tuple bounds) {

        /** The window's bounds, as the first four parameters of a statement. */
        Tuple parameters() {
            var parameters = Tuple.tuple();
            for (int index = 0; index < bounds.size(); index++) {
                parameters.addValue(bounds.getValue(index));
            }
            return parameters;
        }

        Uni<RowSet<Row>> rows(String sql, Tuple parameters) {
            return connection.preparedQuery(sql).execute(parameters);
        }

        Uni<RowSet<Row>> rows(String sql, Subject subject) {
            return rows(sql, subject.added(parameters()));
        }
    }

    /**
     * Reads.
     *
     * @param before the entry of the question itself: what is read are older ones
     */
    <T> Uni<T> read(Window window, long before, Function<Reading, Uni<T>> questions) {
        return database.withTransaction(
                connection -> begun(connection, window, before).chain(reading -> questions.apply(reading)));
    }

    /** Streams rows as they are asked for, in memory a few hundred at a time. */
    Multi<Row> stream(Window window, long before, String sql, Subject subject) {
        return Multi.createFrom().resourceFromUni(() -> open(window, before),
                (Reading reading) -> rows(reading, sql, subject)).withFinalizer(Snapshot::close);
    }

    private Uni<Reading> open(Window window, long before) {
        return database.getConnection().chain(connection -> connection.begin()
                .chain(() -> begun(connection, window, before)).onFailure().call(connection::close));
    }

    private static Multi<Row> rows(Reading reading, String sql, Subject subject) {
        return reading.connection().prepare(sql).toMulti().onItem().transformToMultiAndConcatenate(
                prepared -> prepared.createStream(FETCHED, subject.added(reading.parameters())).toMulti());
    }

    private static Uni<Void> close(Reading reading) {
        var connection = reading.connection();
        return connection.transaction().rollback().onTermination().call(connection::close);
    }

    /** Every statement is planned for its own window: what is right for a day is wrong for years. */
    private Uni<Reading> begun(SqlConnection connection, Window window, long before) {
        var from = utc(window.from().orElse(null));
        var to = utc(window.to().orElse(null));
        return connection.query("""
                set transaction isolation level repeatable read, read only;
                set local statement_timeout = %d;
                set local plan_cache_mode = force_custom_plan;
                set local jit = off;
                set local work_mem = '64MB'""".formatted(config.timeout().toMillis())).execute()
                .chain(() -> connection.preparedQuery(BOUNDS).execute(Tuple.of(from, to, before)))
                .map(rows -> rows.iterator().next())
                .map(row -> new Reading(connection,
                        Tuple.of(row.getLong("after"), row.getLong("last"), from, to)));
    }

    private static @Nullable OffsetDateTime utc(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }
}
