package org.doorstep.hr;

import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;

import org.doorstep.accesslog.AccessLog;
import org.doorstep.accesslog.Action;
import org.doorstep.accesslog.Outcome;
import org.doorstep.accesslog.What;
import org.doorstep.identity.Caller;
import org.doorstep.identity.Origin;
import org.doorstep.identity.Post;
import org.doorstep.offboarding.EventOrder;
import org.doorstep.offboarding.OffboardingConfig;
import org.doorstep.problem.Problem;
import org.doorstep.problem.ProblemType;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * Takes HR's full list in, if it is one: not older than the one before, nobody twice, and not so short that half the
 * company would lose access by a mistake. It is compared afterwards, by {@link CompareRoster}.
 */
@ApplicationScoped
class TakeRoster {

    private static final String NEWEST = "select max(as_of) as newest from roster";
    private static final String HEAD = """
            insert into roster (roster_id, client, as_of, sequence, listed, received_at, entry_id, due_at)
            values ($1, $2, $3, $4, $5, $6, $7, $6)""";
    private static final String LINES = """
            insert into roster_line (roster_id, staff_id, standing, posts, outlet)
            select $1, staff_id, standing, string_to_array(posts, ','), outlet
            from unnest($2::text[], $3::text[], $4::text[], $5::text[]) as line(staff_id, standing, posts, outlet)""";
    private static final String WOULD_END = """
            select count(*) filter (where s.standing = 'ACTIVE') as active,
                   count(*) filter (where s.standing = 'ACTIVE' and l.standing is distinct from 'ACTIVE') as ended
            from staff s left join roster_line l on l.roster_id = $1 and l.staff_id = s.staff_id""";

    private final Pool database;
    private final AccessLog log;
    private final Clock clock;
    private final HrConfig config;
    private final OffboardingConfig order;

    TakeRoster(Pool database, AccessLog log, Clock clock, HrConfig config, OffboardingConfig order) {
        this.database = database;
        this.log = log;
        this.clock = clock;
        this.config = config;
        this.order = order;
    }

    /** What came of it. */
    sealed interface Taken {
        record Accepted(UUID roster, long entry, long ended) implements Taken {
        }

        record Refused(Problem problem) implements Taken {
        }
    }

    Uni<Taken> take(Caller.Machine client, Origin origin, Roster roster) {
        return refusal(roster).map(problem -> Uni.createFrom().<Taken>item(new Taken.Refused(problem)))
                .orElseGet(() -> store(client, origin, roster));
    }

    /** What can be told from the list alone. */
    private Optional<Problem> refusal(Roster roster) {
        var seen = new HashSet<String>();
        var twice = roster.staff().stream().map(Roster.Line::staffId).filter(id -> !seen.add(id)).sorted().toList();
        if (!twice.isEmpty()) {
            return Optional.of(Problem.of(ProblemType.ROSTER_NAMES_TWICE).with("staff", twice));
        }
        var conflicting = roster.staff().stream().filter(line -> Post.conflict(line.posts()))
                .map(Roster.Line::staffId).sorted().toList();
        if (!conflicting.isEmpty()) {
            return Optional.of(Problem.of(ProblemType.INVALID_POSTS).with("staff", conflicting));
        }
        if (roster.asOf().toInstant().isAfter(clock.instant().plus(order.clockSkew()))) {
            return Optional.of(Problem.of(ProblemType.EFFECTIVE_IN_FUTURE));
        }
        return order.order() == EventOrder.SEQUENCE && roster.sequence() == null
                ? Optional.of(Problem.of(ProblemType.SEQUENCE_REQUIRED))
                : Optional.empty();
    }

    /** A list that is too short is rolled back with everything; so is one that is too old. */
    private Uni<Taken> store(Caller.Machine client, Origin origin, Roster roster) {
        var id = UUID.randomUUID();
        return database.withConnection(connection -> connection.begin().chain(transaction -> newest(connection)
                .chain(newest -> newest.filter(at -> at.isAfter(roster.asOf().toInstant())).isPresent()
                        ? Uni.createFrom().<Taken>item(
                                new Taken.Refused(Problem.of(ProblemType.ROSTER_OUTDATED).with("newest", newest.get())))
                        : keep(connection, client, origin, roster, id))
                .onItem().call(taken -> taken instanceof Taken.Accepted ? transaction.commit() : transaction.rollback())
                .onFailure().call(() -> transaction.rollback())));
    }

    private static Uni<Optional<Instant>> newest(SqlConnection connection) {
        return connection.query(NEWEST).execute().map(rows -> Optional
                .ofNullable(rows.iterator().next().getOffsetDateTime("newest")).map(OffsetDateTime::toInstant));
    }

    private Uni<Taken> keep(SqlConnection connection, Caller.Machine client, Origin origin, Roster roster, UUID id) {
        var now = utc(clock.instant());
        var entry = log.entry(client, origin, What.of(Action.ROSTER).asked("ROSTER",
                Optional.of(roster.staff().size() + " people as of " + roster.asOf().toInstant()), Optional.empty()),
                Outcome.done());
        return log.append(connection, entry).chain(number -> connection.preparedQuery(HEAD)
                .execute(Tuple.of(id, client.id(), utc(roster.asOf().toInstant()), roster.sequence(),
                        roster.staff().size(), now).addLong(number))
                .chain(() -> connection.preparedQuery(LINES).execute(lines(id, roster.staff())))
                .chain(() -> connection.preparedQuery(WOULD_END).execute(Tuple.of(id)))
                .map(rows -> rows.iterator().next())
                .map(row -> bounded(roster, id, number, row.getLong("active"), row.getLong("ended"))));
    }

    private Taken bounded(Roster roster, UUID id, long entry, long active, long ended) {
        long most = roster.mostEnded() == null ? (long) Math.ceil(active * config.rosterMostEnded())
                : roster.mostEnded();
        return ended <= most ? new Taken.Accepted(id, entry, ended)
                : new Taken.Refused(Problem.of(ProblemType.ROSTER_TOO_SHORT).with("listed", roster.staff().size())
                        .with("active", active).with("wouldEnd", ended).with("mostEnded", most));
    }

    private static Tuple lines(UUID id, List<Roster.Line> lines) {
        return Tuple.of(id).addArrayOfString(texts(lines, Roster.Line::staffId))
                .addArrayOfString(texts(lines, line -> line.standing().name()))
                .addArrayOfString(texts(lines, line -> String.join(",", line.posts().stream().map(Post::name).sorted()
                        .toList())))
                .addArrayOfString(texts(lines, Roster.Line::outlet));
    }

    private static String[] texts(List<Roster.Line> lines, Function<Roster.Line, String> member) {
        return lines.stream().map(member).toArray(String[]::new);
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
