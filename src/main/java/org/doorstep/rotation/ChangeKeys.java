package org.doorstep.rotation;

import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.doorstep.accesslog.AccessEntry;
import org.doorstep.accesslog.AccessLog;
import org.doorstep.accesslog.Action;
import org.doorstep.accesslog.Outcome;
import org.doorstep.accesslog.What;
import org.doorstep.crypto.WrappedKey;
import org.doorstep.identity.Caller;
import org.doorstep.identity.Origin;
import org.doorstep.identity.Post;
import org.doorstep.identity.ReadStanding;
import org.doorstep.identity.StaffNow;
import org.doorstep.problem.Problem;
import org.doorstep.problem.ProblemException;
import org.doorstep.problem.ProblemType;
import org.doorstep.rotation.KeyChange.Step;
import org.doorstep.vault.KeyKind;
import org.doorstep.vault.Keyring;
import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * Changes keys. A system admin asks, a security admin approves, and with the approval it is done: no one person can
 * (the three officers are three people, 寄递服务用户个人信息安全管理规定, 2014, art. 34). Every step and its entry are one
 * statement that names the epoch of whoever acts.
 */
@ApplicationScoped
class ChangeKeys {

    private static final String STANDING = """
            with standing as (
              select 1 from staff where staff_id = $1 and epoch = $2 for share
            ), step as (%s)
            insert into access_entry (%s) select %s from step returning entry_id""";
    private static final String ASK = STANDING.formatted("""
            insert into key_change (change_id, asked_by, asked_at, kind, step, version, reason, expires_at)
            select $3, $1, $4, $5, $6, $7, $8, $9 from standing returning 1""",
            String.join(", ", AccessEntry.COLUMNS), AccessLog.parameters(10));
    private static final String APPROVE = STANDING.formatted("""
            update key_change set approved_by = $1, approved_at = $4 from standing
            where change_id = $3 and approved_at is null and asked_by <> $1 and expires_at > $4 returning 1""",
            String.join(", ", AccessEntry.COLUMNS), AccessLog.parameters(5));
    private static final String ONE = "select " + KeyChange.COLUMNS + " from key_change where change_id = $1";
    private static final String NEWEST = "select " + KeyChange.COLUMNS
            + " from key_change order by asked_at desc limit 50";

    private final ReadStanding standing;
    private final Keyring keyring;
    private final KeyTable keys;
    private final AccessLog log;
    private final Pool database;
    private final Clock clock;
    private final RotationConfig config;

    ChangeKeys(ReadStanding standing, Keyring keyring, KeyTable keys, AccessLog log, Pool database, Clock clock,
            RotationConfig config) {
        this.standing = standing;
        this.keyring = keyring;
        this.keys = keys;
        this.log = log;
        this.database = database;
        this.clock = clock;
        this.config = config;
    }

    /** Who acts, in which post, and the epoch of their standing. */
    private record Actor(Caller.Person person, Origin origin, Post post, long epoch) {
    }

    /** What is asked for. */
    record Wish(KeyKind kind, Step step, @Nullable Integer version, String reason) {
    }

    Uni<KeyChange> ask(Caller.Person admin, Origin origin, Wish wish) {
        var now = now();
        var change = new KeyChange(UUID.randomUUID(), wish.kind(), wish.step(), wish.version(), wish.reason(),
                admin.id(), now.toInstant(), now.plus(config.valid()).toInstant(), null, null);
        return actor(admin, origin, Post.SYS_ADMIN).chain(actor -> step(database, ASK, actor, change, "asked",
                now, wish.kind().name(), wish.step().name(), wish.version(), wish.reason(), now.plus(config.valid())))
                .invoke(done -> orRefuse(done, ProblemType.NO_STANDING)).replaceWith(change);
    }

    /** Approves a change, and does it. */
    Uni<KeyChange> approve(Caller.Person admin, Origin origin, UUID id) {
        return known(id).chain(change -> actor(admin, origin, Post.SEC_ADMIN).chain(actor -> made(change)
                .chain(made -> database.withTransaction(connection -> keys.lock(connection)
                        .chain(() -> step(connection, APPROVE, actor, change, "approved", now()))
                        .invoke(done -> orRefuse(done, change.askedBy().equals(admin.id()) ? ProblemType.OWN_REQUEST
                                : ProblemType.KEY_CHANGE_SETTLED))
                        .chain(() -> done(connection, change, made))))))
                .chain(() -> keyring.readAgain()).chain(() -> known(id));
    }

    private Uni<List<WrappedKey>> made(KeyChange change) {
        return switch (change.step()) {
            case ROTATE -> keyring.next(change.kind());
            case DESTROY -> Uni.createFrom().item(List.of());
        };
    }

    private Uni<Void> done(SqlConnection connection, KeyChange change, List<WrappedKey> made) {
        return switch (change.step()) {
            case ROTATE -> keys.underWay(connection, change.kind())
                    .invoke(underWay -> orRefuse(!underWay, ProblemType.KEY_CHANGE_UNDER_WAY))
                    .chain(() -> keys.keep(connection, change.kind(), made, config.logOverlap()));
            case DESTROY -> keys.destroy(connection, change.kind(), Objects.requireNonNull(change.version()))
                    .invoke(done -> orRefuse(done, ProblemType.KEY_IN_USE)).replaceWithVoid();
        };
    }

    Uni<List<KeyChange>> newest() {
        return database.query(NEWEST).execute().map(ChangeKeys::changes);
    }

    private Uni<KeyChange> known(UUID id) {
        return database.preparedQuery(ONE).execute(Tuple.of(id)).map(rows -> changes(rows).stream().findFirst()
                .orElseThrow(() -> refusal(ProblemType.UNKNOWN_KEY_CHANGE)));
    }

    private Uni<Actor> actor(Caller.Person person, Origin origin, Post post) {
        return standing.of(person, origin).map(staff -> staff
                .filter(known -> known.postsNow(person).contains(post))
                .map(known -> new Actor(person, origin, post, known.epoch()))
                .orElseThrow(() -> refusal(StaffNow.whyNothing(staff, person))));
    }

    /** Whether the step was done: with its entry, or not at all. */
    private Uni<Boolean> step(SqlClient client, String sql, Actor actor, KeyChange change, String word,
            @Nullable Object... more) {
        var parameters = Tuple.of(actor.person().id(), actor.epoch(), change.change());
        for (var value : more) {
            parameters.addValue(value);
        }
        log.entry(actor.person(), actor.origin(), What.of(Action.KEYS).about(change.subject())
                .asked(change.step().name(), Optional.of(word + " " + change.change() + ": " + change.reason()),
                        Optional.empty()),
                Outcome.done()).in(actor.post()).addTo(parameters);
        return client.preparedQuery(sql).execute(parameters).map(rows -> rows.size() > 0);
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }

    private static void orRefuse(boolean done, ProblemType why) {
        if (!done) {
            throw refusal(why);
        }
    }

    private static ProblemException refusal(ProblemType why) {
        return new ProblemException(Problem.of(why));
    }

    private static List<KeyChange> changes(RowSet<Row> rows) {
        var changes = new ArrayList<KeyChange>();
        rows.forEach(row -> changes.add(KeyChange.of(row)));
        return changes;
    }
}
