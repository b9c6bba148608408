package org.doorstep.parcel;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

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

/**
 * Says whose parcels they are on a day. A parcel has one holder: who gets it takes it from whoever had it. Set
 * operations on hundreds of rows, so plain SQL.
 */
@ApplicationScoped
class PlanRun {

    private static final String ACTIVE = """
            select 1 from staff where staff_id = $1 and standing = 'ACTIVE' for share""";
    /** A finished parcel may stay in a run, but does not come into one. */
    private static final String LOCK = """
            select waybill from parcel p where waybill = any($3) and (stage not in ('SIGNED', 'CLOSED') or exists (
                select from assignment a where a.waybill = p.waybill and a.staff_id = $1 and a.run_date = $2
                and a.ended_at is null))
            order by waybill for update""";
    /** Ends what the person no longer has, and what others had of the parcels that come in; tells whose runs shrink. */
    private static final String END = """
            update assignment set ended_at = $4
            where ended_at is null and (staff_id = $1 and run_date = $2 and waybill <> all($3)
                  or waybill = any($3) and not (staff_id = $1 and run_date = $2))
            returning waybill, staff_id, run_date""";
    private static final String ASSIGN = """
            insert into assignment (waybill, staff_id, run_date, assigned_at)
            select waybill, $1, $2, $4 from unnest($3::text[]) as assigned(waybill)
            on conflict (waybill, staff_id, run_date) do update set ended_at = null, assigned_at = excluded.assigned_at
            where assignment.ended_at is not null
                  or assignment.assigned_at < (select post_since from staff where staff_id = excluded.staff_id)""";
    private static final String TOUCH = "update parcel set version = version + 1 where waybill = any($1)";
    private static final String COUNT = """
            insert into run (staff_id, run_date, assigned)
            select told.staff_id, told.run_date,
                   (select count(*) from assignment a where a.staff_id = told.staff_id and a.run_date = told.run_date
                    and a.ended_at is null)
            from (select distinct * from unnest($1::text[], $2::date[]) as told(staff_id, run_date)) told
            on conflict (staff_id, run_date) do update set assigned = excluded.assigned""";

    private final Pool database;
    private final HeldClients heldClients;
    private final AccessLog log;
    private final Clock clock;

    PlanRun(Pool database, HeldClients heldClients, AccessLog log, Clock clock) {
        this.database = database;
        this.heldClients = heldClients;
        this.log = log;
        this.clock = clock;
    }

    /** A run as dispatch tells it: all parcels of a person on a day. */
    record Run(Caller.Machine client, Origin origin, LocalDate date, String staffId, Set<String> waybills) {
        String[] numbers() {
            return waybills.toArray(String[]::new);
        }
    }

    /** What came of it. */
    sealed interface Planned {
        record Done(int parcels) implements Planned {
        }

        record Refused(Problem problem) implements Planned {
        }
    }

    private record Ended(Set<String> waybills, List<String> staff, List<LocalDate> dates) {
    }

    Uni<Planned> plan(Run run) {
        return database.withTransaction(connection -> heldClients.unlessHeld(connection, run.client(),
                () -> active(connection, run).chain(active -> active ? lock(connection, run)
                        : refused(Problem.of(ProblemType.UNKNOWN_STAFF))),
                () -> refused(Problem.of(ProblemType.ACCESS_HELD))));
    }

    private static Uni<Boolean> active(SqlConnection connection, Run run) {
        return connection.preparedQuery(ACTIVE).execute(Tuple.of(run.staffId())).map(rows -> rows.size() == 1);
    }

    private Uni<Planned> lock(SqlConnection connection, Run run) {
        return connection.preparedQuery(LOCK)
                .execute(Tuple.of(run.staffId(), run.date()).addArrayOfString(run.numbers())).chain(rows -> {
                    var unknown = new TreeSet<>(run.waybills());
                    rows.forEach(row -> unknown.remove(row.getString(0)));
                    return unknown.isEmpty() ? assign(connection, run)
                            : refused(Problem.of(ProblemType.UNKNOWN_WAYBILLS).with("waybills", List.copyOf(unknown)));
                });
    }

    private Uni<Planned> assign(SqlConnection connection, Run run) {
        var now = clock.instant();
        return end(connection, run, now)
                .call(_ -> connection.preparedQuery(ASSIGN).execute(tuple(run, now)))
                .call(ended -> connection.preparedQuery(TOUCH)
                        .execute(Tuple.tuple().addArrayOfString(touched(run, ended))))
                .call(ended -> connection.preparedQuery(COUNT).execute(counted(run, ended)))
                .call(_ -> log.append(connection, log.entry(run.client(), run.origin(),
                        What.of(Action.RUN_PLAN).parcels(run.waybills().size()).about(run.staffId()), Outcome.done())))
                .map(_ -> new Planned.Done(run.waybills().size()));
    }

    private static Uni<Ended> end(SqlConnection connection, Run run, Instant now) {
        return connection.preparedQuery(END).execute(tuple(run, now)).map(rows -> {
            var ended = new Ended(new TreeSet<>(), new ArrayList<>(), new ArrayList<>());
            rows.forEach(row -> {
                ended.waybills().add(row.getString("waybill"));
                ended.staff().add(row.getString("staff_id"));
                ended.dates().add(row.getLocalDate("run_date"));
            });
            return ended;
        });
    }

    private static Tuple tuple(Run run, Instant now) {
        return Tuple.of(run.staffId(), run.date()).addArrayOfString(run.numbers())
                .addOffsetDateTime(now.atOffset(ZoneOffset.UTC));
    }

    private static String[] touched(Run run, Ended ended) {
        var touched = new TreeSet<>(run.waybills());
        touched.addAll(ended.waybills());
        return touched.toArray(String[]::new);
    }

    private static Tuple counted(Run run, Ended ended) {
        ended.staff().add(run.staffId());
        ended.dates().add(run.date());
        return Tuple.tuple().addArrayOfString(ended.staff().toArray(String[]::new))
                .addArrayOfLocalDate(ended.dates().toArray(LocalDate[]::new));
    }

    private static Uni<Planned> refused(Problem problem) {
        return Uni.createFrom().item(new Planned.Refused(problem));
    }
}
