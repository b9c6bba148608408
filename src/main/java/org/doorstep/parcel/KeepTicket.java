package org.doorstep.parcel;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;

import org.doorstep.accesslog.AccessLog;
import org.doorstep.accesslog.Action;
import org.doorstep.accesslog.Outcome;
import org.doorstep.accesslog.What;
import org.doorstep.identity.Caller;
import org.doorstep.identity.HeldClients;
import org.doorstep.identity.Origin;
import org.doorstep.problem.Problem;
import org.doorstep.problem.ProblemType;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/** Keeps which case of which person concerns which parcel; the case itself lives in another system. */
@ApplicationScoped
class KeepTicket {

    private static final String TOUCH = "update parcel set version = version + 1 where waybill = $1";
    private static final String ACTIVE = "select 1 from staff where staff_id = $1 and standing = 'ACTIVE' for share";
    private static final String OPEN = """
            insert into ticket (waybill, ticket_id, staff_id, purpose, opened_at, until)
            values ($1, $2, $3, $4, $5, $6)
            on conflict (waybill, ticket_id) do update
            set staff_id = excluded.staff_id, purpose = excluded.purpose, until = excluded.until, closed_at = null,
                opened_at = case when ticket.staff_id = excluded.staff_id and ticket.closed_at is null
                                      and ticket.opened_at >= (select post_since from staff
                                                               where staff_id = excluded.staff_id)
                                 then ticket.opened_at else excluded.opened_at end""";
    private static final String CLOSE = """
            update ticket set closed_at = coalesce(closed_at, $3) where waybill = $1 and ticket_id = $2""";

    private final Pool database;
    private final HeldClients heldClients;
    private final AccessLog log;
    private final Clock clock;

    KeepTicket(Pool database, HeldClients heldClients, AccessLog log, Clock clock) {
        this.database = database;
        this.heldClients = heldClients;
        this.log = log;
        this.clock = clock;
    }

    /** A ticket of a parcel, as its system names it. */
    record Ticket(Caller.Machine client, Origin origin, String waybill, String ticketId) {
    }

    /** The problem, or nothing where it is done. */
    Uni<Optional<Problem>> open(Ticket ticket, String staffId, String purpose, Instant until) {
        return inTransaction(ticket, connection -> touch(connection, ticket).chain(known -> known
                ? active(connection, staffId).chain(active -> active
                        ? keep(connection, ticket, staffId, purpose, until)
                        : refused(ProblemType.UNKNOWN_STAFF))
                : refused(ProblemType.UNKNOWN_PARCEL)));
    }

    /** Closing a ticket that is closed, or that never was, changes nothing. */
    Uni<Optional<Problem>> close(Ticket ticket) {
        return inTransaction(ticket, connection -> touch(connection, ticket).chain(known -> known
                ? connection.preparedQuery(CLOSE)
                        .execute(
                                Tuple.of(ticket.waybill(), ticket.ticketId(), clock.instant().atOffset(ZoneOffset.UTC)))
                        .chain(() -> logged(connection, ticket, what(ticket)))
                : refused(ProblemType.UNKNOWN_PARCEL)));
    }

    private Uni<Optional<Problem>> inTransaction(Ticket ticket, Function<SqlConnection, Uni<Optional<Problem>>> work) {
        return database.withTransaction(connection -> heldClients.unlessHeld(connection, ticket.client(),
                () -> work.apply(connection), () -> refused(ProblemType.ACCESS_HELD)));
    }

    private static Uni<Boolean> touch(SqlConnection connection, Ticket ticket) {
        return connection.preparedQuery(TOUCH).execute(Tuple.of(ticket.waybill())).map(rows -> rows.rowCount() == 1);
    }

    private static Uni<Boolean> active(SqlConnection connection, String staffId) {
        return connection.preparedQuery(ACTIVE).execute(Tuple.of(staffId)).map(rows -> rows.size() == 1);
    }

    private Uni<Optional<Problem>> keep(SqlConnection connection, Ticket ticket, String staffId, String purpose,
            Instant until) {
        return connection.preparedQuery(OPEN)
                .execute(Tuple.of(ticket.waybill(), ticket.ticketId(), staffId, purpose,
                        clock.instant().atOffset(ZoneOffset.UTC), until.atOffset(ZoneOffset.UTC)))
                .chain(() -> logged(connection, ticket, what(ticket).about(staffId)
                        .asked(purpose, Optional.empty(), Optional.of(ticket.ticketId()))));
    }

    private static What what(Ticket ticket) {
        return What.of(Action.TICKET).on(ticket.waybill());
    }

    private Uni<Optional<Problem>> logged(SqlConnection connection, Ticket ticket, What what) {
        return log.append(connection, log.entry(ticket.client(), ticket.origin(), what, Outcome.done()))
                .map(_ -> Optional.empty());
    }

    private static Uni<Optional<Problem>> refused(ProblemType type) {
        return Uni.createFrom().item(Optional.of(Problem.of(type)));
    }
}
