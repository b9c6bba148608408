package org.doorstep.view;

import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import org.doorstep.accesslog.AccessEntry;
import org.doorstep.accesslog.AccessLog;
import org.doorstep.vault.SealedField;
import org.doorstep.vault.SealedRecord;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * The one statement by which sealed fields leave the database. It is a transaction of its own and does four things or
 * none: it takes the shared side of the person's row lock, checks that standing and parcel are as they were decided
 * on, appends the log entry, and hands out the granted envelopes. So no field is ever read without its entry (P1),
 * and none after a revocation, which takes the other side of the lock (P2).
 *
 * <p>The entry's number is drawn after the lock is held: in the order of the log, a revocation that waited for this
 * disclosure comes after it.
 */
@ApplicationScoped
class Disclosure {

    private static final int STANDING_PARAMETERS = 4;
    private static final int LEASE_PARAMETERS = 3;

    private static final String FENCE = """
            with standing as (
              select 1 from staff where staff_id = $1 and epoch = $2 for share
            ), fenced as (
              select r.* from standing, parcel p join sealed_record r on r.waybill = p.waybill
              where p.waybill = $3 and p.version = $4
            ), """;
    private static final String NEW_LEASE = """
            leased as (
              insert into lease (waybill, staff_id, purpose, lease_id, epoch, granted_at, until)
              select $3, $1, $5, $6, $2, now(), $7 from fenced
              on conflict (waybill, staff_id, purpose) do update
              set lease_id = excluded.lease_id, epoch = excluded.epoch,
                  granted_at = excluded.granted_at, until = excluded.until
            ), """;
    private static final String LOGGED = """
            logged as (
              insert into access_entry (%s) select %s from fenced returning entry_id
            )
            select logged.entry_id, fenced.wrapped_dek%s from logged, fenced""";

    private final Pool database;
    private final Map<Shape, String> statements = new ConcurrentHashMap<>();

    Disclosure(Pool database) {
        this.database = database;
    }

    /** The granted envelopes and the number of their entry. */
    record Disclosed(long entryId, SealedRecord sealed) {
        @Override
        public String toString() {
            return "Disclosed[" + entryId + "]";
        }
    }

    /** Which columns, and whether a lease begins: one prepared statement each. */
    private record Shape(Set<SealedField> fields, boolean newLease) {
    }

    /** Discloses; empty if standing or parcel changed since {@code facts} were read, and then nothing is done. */
    Uni<Optional<Disclosed>> disclose(ParcelRequest request, Facts facts, Grant grant, AccessEntry entry) {
        var shape = new Shape(grant.sealedFields(), grant.newLease());
        return database.preparedQuery(statements.computeIfAbsent(shape, Disclosure::sql))
                .execute(parameters(request, facts, grant, entry))
                .map(rows -> rows.size() == 0 ? Optional.empty()
                        : Optional.of(disclosed(request.waybill(), rows.iterator().next(), shape.fields())));
    }

    private static String sql(Shape shape) {
        int firstOfEntry = 1 + STANDING_PARAMETERS + (shape.newLease() ? LEASE_PARAMETERS : 0);
        var columns = shape.fields().stream().map(field -> ", fenced." + field.column())
                .collect(Collectors.joining());
        return FENCE + (shape.newLease() ? NEW_LEASE : "") + LOGGED.formatted(String.join(", ", AccessEntry.COLUMNS),
                AccessLog.parameters(firstOfEntry), columns);
    }

    private static Tuple parameters(ParcelRequest request, Facts facts, Grant grant, AccessEntry entry) {
        var parameters = Tuple.of(request.person().id(), facts.staff().orElseThrow().epoch(), request.waybill(),
                facts.parcel().orElseThrow().version());
        if (grant.newLease()) {
            parameters.addString(request.purpose()).addUUID(grant.lease().id())
                    .addOffsetDateTime(grant.lease().until().atOffset(ZoneOffset.UTC));
        }
        entry.addTo(parameters);
        return parameters;
    }

    private static Disclosed disclosed(String waybill, Row row, Set<SealedField> fields) {
        var sealed = new EnumMap<SealedField, byte[]>(SealedField.class);
        fields.forEach(field -> sealed.put(field, row.getBuffer(field.column()).getBytes()));
        return new Disclosed(row.getLong("entry_id"),
                new SealedRecord(waybill, row.getBuffer("wrapped_dek").getBytes(), sealed));
    }
}
