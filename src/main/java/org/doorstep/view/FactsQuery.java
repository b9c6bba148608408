package org.doorstep.view;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;

import org.doorstep.identity.StaffNow;
import org.doorstep.parcel.Stage;
import org.doorstep.policy.Scope;
import org.doorstep.view.Facts.Lease;
import org.doorstep.view.Facts.ParcelNow;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * Reads the facts of a look in one statement, without locks: {@link Disclosure} checks that they still hold. One
 * plan and one row for every waybill number, whether there is such a parcel or not. Through the pool beneath the ORM,
 * because this path is walked two hundred times a day by every courier (docs/performance.md).
 */
@ApplicationScoped
class FactsQuery {

    private static final String SQL = """
            select %s,
                   p.stage, p.version, p.identity_verified, p.recipient_ref,
                   p.at_outlet = s.outlet as here, a.staff_id is not null as own, t.ticket_id is not null as ticketed,
                   r.assigned, l.lease_id, l.until
            from (select $1::text as staff_id, $2::text as waybill) asked
            left join staff s on s.staff_id = asked.staff_id
            left join parcel p on p.waybill = asked.waybill
            left join assignment a on a.waybill = asked.waybill and a.staff_id = asked.staff_id
                 and a.run_date = $3 and a.ended_at is null and a.assigned_at >= s.post_since
            left join run r on r.staff_id = asked.staff_id and r.run_date = $3
            left join ticket t on t.waybill = asked.waybill and t.ticket_id = $4 and t.staff_id = asked.staff_id
                 and t.purpose = $5 and t.closed_at is null and t.until > $6 and t.opened_at >= s.post_since
            left join lease l on l.waybill = asked.waybill and l.staff_id = asked.staff_id and l.purpose = $5
                 and l.until > $6 and l.epoch = s.epoch"""
            .formatted(StaffNow.columns(1, 7, 8));

    private final Pool database;
    private final Clock clock;

    FactsQuery(Pool database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    Uni<Facts> read(ParcelRequest request) {
        return database.preparedQuery(SQL)
                .execute(Tuple.of(request.person().id(), request.waybill(), LocalDate.now(clock),
                        request.ticket().orElse(null), request.purpose(), clock.instant().atOffset(ZoneOffset.UTC))
                        .addString(request.origin().device().orElseThrow()).addString(request.person().client()))
                .map(rows -> facts(rows.iterator().next()));
    }

    private static Facts facts(Row row) {
        var assigned = row.getInteger("assigned");
        return new Facts(StaffNow.of(row), parcel(row), assigned == null ? 0 : assigned, lease(row));
    }

    private static Optional<ParcelNow> parcel(Row row) {
        return Optional.ofNullable(row.getString("stage")).map(stage -> new ParcelNow(Stage.valueOf(stage),
                row.getLong("version"), Optional.ofNullable(row.getBoolean("identity_verified")),
                row.getBuffer("recipient_ref").getBytes(), scopes(row)));
    }

    private static Set<Scope> scopes(Row row) {
        var scopes = EnumSet.noneOf(Scope.class);
        if (Boolean.TRUE.equals(row.getBoolean("own"))) {
            scopes.add(Scope.OWN);
        }
        if (Boolean.TRUE.equals(row.getBoolean("here"))) {
            scopes.add(Scope.OUTLET);
        }
        if (Boolean.TRUE.equals(row.getBoolean("ticketed"))) {
            scopes.add(Scope.TICKET);
        }
        return scopes;
    }

    private static Optional<Lease> lease(Row row) {
        return Optional.ofNullable(row.getUUID("lease_id"))
                .map(id -> new Lease(id, row.getOffsetDateTime("until").toInstant()));
    }
}
