package org.doorstep.rotation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;

import org.doorstep.accesslog.AccessEntry;
import org.doorstep.accesslog.AccessLog;
import org.doorstep.accesslog.Action;
import org.doorstep.accesslog.Outcome;
import org.doorstep.accesslog.What;
import org.doorstep.identity.Caller;
import org.doorstep.identity.Origin;
import org.doorstep.vault.KeyKind;
import org.doorstep.vault.Keyring;
import org.doorstep.vault.Vault;
import org.jboss.logging.Logger;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * Moves what older generations of keys hold to the newest one: in the background, some rows a transaction, on whichever
 * node gets the lock. A node that dies leaves nothing half done; whichever comes next goes on from the last row.
 *
 * <p>It begins when nobody writes with an older generation any more ({@link Keyring#SETTLED_AFTER}), so one walk through a
 * table finds everything.
 */
@ApplicationScoped
class MoveToNewest {

    private static final Logger LOG = Logger.getLogger(MoveToNewest.class);
    private static final List<Move> MOVES = Stream.<Move>concat(Stream.of(RewrapKeys.values()),
            Stream.of(IndexAnew.values())).toList();
    private static final String LOCK = "select pg_try_advisory_xact_lock(hashtextextended('doorstep.key_move', 0))";
    private static final String TARGET = """
            select max(version) as version from wrapped_key
            where purpose = any ($1) and wrapped <> '' and active_from <= now() - $2::text::interval
            having exists (select from wrapped_key o where o.purpose = any ($1) and o.wrapped <> '' and o.moved_at is null
                           and o.version < max(wrapped_key.version))""";
    private static final String BEGIN = """
            insert into key_move (kind, version, part, position) values ($1, $2, $3, $4) on conflict do nothing""";
    private static final String POSITION = """
            select position, finished_at is not null as finished from key_move
            where kind = $1 and version = $2 and part = $3""";
    private static final String ADVANCE = """
            update key_move set position = coalesce($4, position), done = done + $5, unreadable = unreadable + $6,
                   finished_at = case when $4::text is null then clock_timestamp() end
            where kind = $1 and version = $2 and part = $3""";
    /** With the entry that tells of it; not while there is a row that did not open. */
    private static final String MOVED = """
            with moved as (
              update wrapped_key set moved_at = clock_timestamp()
              where purpose = any ($1) and version < $2 and moved_at is null
                and not exists (select from key_move where kind = $3 and version = $2
                                and (unreadable > 0 or finished_at is null))
              returning 1
            )
            insert into access_entry (%s) select %s from (select from moved limit 1) one returning entry_id"""
            .formatted(String.join(", ", AccessEntry.COLUMNS), AccessLog.parameters(4));

    private final Pool database;
    private final Keyring keyring;
    private final AccessLog log;
    private final RotationConfig config;

    MoveToNewest(Pool database, Keyring keyring, AccessLog log, RotationConfig config) {
        this.database = database;
        this.keyring = keyring;
        this.log = log;
        this.config = config;
    }

    @Scheduled(every = "${doorstep.rotation.look:5s}", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> look() {
        return all(KeyKind.RECORDS).chain(() -> all(KeyKind.PHONE_INDEX))
                .onFailure().invoke(failure -> LOG.warnf("Nothing moves to the newest keys: %s",
                        failure.getClass().getName()))
                .onFailure().recoverWithNull();
    }

    private Uni<Void> all(KeyKind kind) {
        return database.preparedQuery(TARGET).execute(Tuple.tuple().addArrayOfString(purposes(kind))
                .addString(Keyring.SETTLED_AFTER.minus(Keyring.ANNOUNCED_FOR).toSeconds() + " seconds"))
                .chain(rows -> rows.size() == 0 ? Uni.createFrom().voidItem()
                        : keyring.vault().chain(vault -> parts(kind, rows.iterator().next().getInteger(0), vault)));
    }

    private Uni<Void> parts(KeyKind kind, int version, Vault vault) {
        var done = Uni.createFrom().item(true);
        for (var move : MOVES) {
            if (move.kind() == kind && move.newest(vault) == version) {
                done = done.chain(before -> before ? whole(move, version) : Uni.createFrom().item(false));
            }
        }
        return done.chain(finished -> finished ? moved(kind, version) : Uni.createFrom().voidItem());
    }

    /** How a transaction ended. */
    private enum Step {
        FURTHER, FINISHED, ELSEWHERE
    }

    /** Batch by batch, each a transaction of its own. Whether all of it has moved. */
    private Uni<Boolean> whole(Move move, int version) {
        return Multi.createBy().repeating()
                .uni(() -> keyring.vault().chain(vault -> database.withTransaction(
                        connection -> step(connection, move, version, vault))))
                .withDelay(config.pause()).whilst(step -> step == Step.FURTHER)
                .collect().last().map(step -> step == Step.FINISHED);
    }

    private Uni<Step> step(SqlConnection connection, Move move, int version, Vault vault) {
        return connection.query(LOCK).execute().chain(rows -> rows.iterator().next().getBoolean(0)
                ? connection.preparedQuery(BEGIN).execute(of(move, version).addString(move.first()))
                        .chain(() -> connection.preparedQuery(POSITION).execute(of(move, version)))
                        .map(found -> found.iterator().next())
                        .chain(at -> at.getBoolean("finished") ? Uni.createFrom().item(Step.FINISHED)
                                : next(connection, move, version, vault, at.getString("position")))
                : Uni.createFrom().item(Step.ELSEWHERE));
    }

    private Uni<Step> next(SqlConnection connection, Move move, int version, Vault vault, String position) {
        return connection.preparedQuery(move.rows()).execute(Tuple.of(position, config.batch()))
                .emitOn(Infrastructure.getDefaultWorkerPool()).chain(rows -> {
                    var list = new ArrayList<Row>();
                    rows.forEach(list::add);
                    return list.isEmpty()
                            ? advance(connection, of(move, version).addString(null).addLong(0L).addLong(0L),
                                    Step.FINISHED)
                            : move.move(connection, vault, list).chain(unreadable -> advance(connection,
                                    of(move, version).addString(list.getLast().getString("id"))
                                            .addLong((long) list.size()).addLong((long) unreadable),
                                    Step.FURTHER));
                });
    }

    private static Uni<Step> advance(SqlConnection connection, Tuple parameters, Step step) {
        return connection.preparedQuery(ADVANCE).execute(parameters).replaceWith(step);
    }

    private Uni<Void> moved(KeyKind kind, int version) {
        var parameters = Tuple.tuple().addArrayOfString(purposes(kind)).addInteger(version).addString(kind.name());
        var what = What.of(Action.KEYS).about(kind.name() + "/" + version).asked("MOVED",
                Optional.of("everything that changes is under generation " + version), Optional.empty());
        log.entry(new Caller.Machine("doorstep", Set.of()), new Origin(Optional.empty(), "local"), what,
                Outcome.done()).addTo(parameters);
        return database.preparedQuery(MOVED).execute(parameters).invoke(rows -> {
            if (rows.size() > 0) {
                LOG.infof("Everything that changes is under generation %d of %s", version, kind);
            }
        }).replaceWithVoid();
    }

    private static Tuple of(Move move, int version) {
        return Tuple.of(move.kind().name(), version, move.part());
    }

    private static String[] purposes(KeyKind kind) {
        return kind.purposes().toArray(String[]::new);
    }
}
