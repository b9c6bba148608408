package org.doorstep.offboarding;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.doorstep.accesslog.AccessEntry;
import org.doorstep.accesslog.AccessLog;
import org.doorstep.identity.HoldKind;
import org.doorstep.identity.KnownOrigins;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * The fence of promise P2 where not HR but somebody else closes access, to one person or to everybody on a device, in
 * an outlet or of a client. It works in the caller's transaction, in three steps: {@link #queue}, {@link #concerned},
 * {@link #close}. Between the last two nobody concerned is shown anything, and nobody new comes to be concerned; so the
 * entry, which is appended last, comes after all that they were shown.
 */
@ApplicationScoped
public class CloseAccess {

    private static final String ALONE = "select pg_advisory_xact_lock(hashtextextended($1, 0))";
    private static final String QUEUE = "HOLDS";

    private static final String PERSON = "select staff_id from staff where staff_id = $1 for update";
    private static final String OUTLET = "select staff_id from staff where outlet = $1 order by staff_id for update";
    private static final String DEVICE = """
            select staff_id from staff where staff_id in (select o.staff_id from staff_origin o where o.device = $1)
            order by staff_id for update""";
    private static final String CLIENT = """
            select staff_id from staff where staff_id in (select o.staff_id from staff_origin o where o.client = $1)
            order by staff_id for update""";

    private static final String CLOSE = """
            with people as (
              update staff set epoch = epoch + 1,
                     tokens_from = case when $2 then greatest(tokens_from, $3) else tokens_from end
              where staff_id = any($1) returning epoch
            ), leases as (
              update lease set until = $3 where staff_id = any($1) and until > $3
            ), logged as (
              insert into access_entry (%s) values (%s) returning entry_id
            ), follows as (
              insert into offboarding (offboarding_id, kind, subject, cause, epoch, entry_id, told_at, fenced_at)
              select $4, $5, $6, $7, coalesce((select max(epoch) from people), 0), entry_id, $3, clock_timestamp()
              from logged
            ), steps as (
              insert into offboarding_step (offboarding_id, step, waits_for, due_at)
              select $4, step, waits_for, $3 from unnest($8::text[], $9::text[]) as due(step, waits_for)
            )
            select entry_id from logged""".formatted(String.join(", ", AccessEntry.COLUMNS), AccessLog.parameters(10));

    /** What was done: its entry, what follows, and how many people it concerned. */
    public record Closed(long entry, UUID offboarding, int people) {
    }

    /**
     * Waits until it is this transaction's turn: those that lock many people come one after the other, so that two of
     * them never wait for each other.
     */
    public Uni<Void> queue(SqlConnection connection) {
        return alone(connection, QUEUE);
    }

    /** Locks whom it concerns and keeps them from becoming more; their staff numbers. */
    public Uni<List<String>> concerned(SqlConnection connection, HoldKind kind, String subject) {
        return alone(connection, KnownOrigins.lockName(kind, subject))
                .chain(() -> connection.preparedQuery(people(kind)).execute(Tuple.of(subject))).map(rows -> {
                    var people = new ArrayList<String>();
                    rows.forEach(row -> people.add(row.getString(0)));
                    return people;
                });
    }

    /** Makes the change: a new epoch for all of them, no lease left, its entry, and the list of what follows. */
    public Uni<Closed> close(SqlConnection connection, Closing closing) {
        var offboarding = UUID.randomUUID();
        var steps = closing.cause().steps(closing.kind());
        var parameters = Tuple.tuple().addArrayOfString(closing.people().toArray(String[]::new))
                .addBoolean(closing.cause().endsSessions(closing.kind()))
                .addOffsetDateTime(closing.now().atOffset(ZoneOffset.UTC)).addUUID(offboarding)
                .addString(closing.kind().name()).addString(closing.subject()).addString(closing.cause().name())
                .addArrayOfString(Step.names(steps)).addArrayOfString(Step.waits(steps));
        closing.entry().addTo(parameters);
        return connection.preparedQuery(CLOSE).execute(parameters).map(rows -> new Closed(
                rows.iterator().next().getLong("entry_id"), offboarding, closing.people().size()));
    }

    private static String people(HoldKind kind) {
        return switch (kind) {
            case PERSON -> PERSON;
            case DEVICE -> DEVICE;
            case OUTLET -> OUTLET;
            case CLIENT -> CLIENT;
        };
    }

    private static Uni<Void> alone(SqlConnection connection, String lock) {
        return connection.preparedQuery(ALONE).execute(Tuple.of(lock)).replaceWithVoid();
    }
}
