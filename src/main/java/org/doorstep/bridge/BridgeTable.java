package org.doorstep.bridge;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.doorstep.accesslog.AccessEntry;
import org.doorstep.accesslog.AccessLog;
import org.doorstep.policy.BridgeTerms;
import org.doorstep.policy.BridgeTerms.Party;
import org.doorstep.policy.Rule;
import org.doorstep.vault.SealedField;
import org.doorstep.vault.SealedRecord;
import org.doorstep.vault.Vault;
import org.doorstep.view.Facts;
import org.doorstep.view.ParcelRequest;
import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;

/** Bridges as they are kept, and the one statement that makes one. */
@ApplicationScoped
class BridgeTable {

    /** What a bridge needs to know besides the facts of the walk. */
    private static final String BEFORE = """
            select exists (select from staff_phone where staff_id = $2) as registered,
                   (select mac from blind_index where field = $4 and waybill = $1) as party_index,
                   (select coalesce(sum(calls), 0) from bridge where waybill = $1 and staff_id = $2) as calls_so_far,
                   %s
            from (select) one left join bridge b on b.waybill = $1 and b.staff_id = $2 and b.party = $3
                 and b.ended_at is null and b.expires_at > $5""".formatted(MadeBridge.COLUMNS);

    /**
     * Like a disclosure: the shared side of the person's row and of the parcel's, the facts checked, a number chosen,
     * the entry appended and the envelopes handed out, all of it or nothing. A number is one that neither side has met
     * on since their rest, the one that was used longest ago.
     */
    private static final String MAKE = """
            with standing as (
              select staff_id from staff where staff_id = $1 and epoch = $2 for share
            ), fenced as (
              select r.wrapped_dek, r.%1$s as phone from standing, parcel p join sealed_record r on r.waybill = p.waybill
              where p.waybill = $3 and p.version = $4 for share of p
            ), sides as (
              select 'STAFF' as side, case when $5::text is null then s.mac else convert_to($5, 'UTF8') end as party
              from fenced left join staff_phone s on s.staff_id = $1
              union all
              select 'PARTY', $6::bytea from fenced where $5 is null
            ), chosen as (
              select n.number from bridge_number n, fenced
              where n.pool = any ($7) and n.retired_at is null and n.number <> all ($8)
                    and not exists (select from sides where party is null)
                    and not exists (select from bridge_party p join sides on sides.party = p.party
                                    where p.number = n.number and (p.free_at is null or p.free_at > $9))
                    and (select count(*) from bridge_party p where p.number = n.number and p.free_at is null
                         and p.side = 'STAFF') < $10
              order by array_position($7, n.pool), n.used_at nulls first limit 1
            ), used as (
              update bridge_number set used_at = $9 where number = (select number from chosen)
            ), made as (
              insert into bridge (waybill, bridge_id, staff_id, epoch, outlet, purpose, rule, scope, stages, ticket, party,
                                  number, extension, provider, made_at, expires_at, calls_most, longest_seconds, cool_off)
              select $3, $11, $1, $2, $12, $13, $14, $15, $16, $17, $18, number, $5, $19, $9, $20, $21, $22,
                     make_interval(secs => $23)
              from chosen
            ), parties as (
              insert into bridge_party (number, party, bridge_id, waybill, side)
              select chosen.number, sides.party, $11, $3, sides.side from chosen, sides
            ), logged as (
              insert into access_entry (%2$s) select %3$s from chosen returning entry_id
            )
            select f.wrapped_dek, f.phone, c.number, l.entry_id, s.wrapped_dek as staff_dek, s.phone as staff_phone
            from fenced f left join chosen c on true left join logged l on true
            left join staff_phone s on s.staff_id = $1 and c.number is not null""";
    private static final int FIRST_OF_ENTRY = 24;

    private static final String BOUND = "update bridge set reference = $3 where waybill = $1 and bridge_id = $2";
    private static final String END = """
            update bridge set ended_at = $3, ended_why = $4 where waybill = $1 and bridge_id = $2 and ended_at is null""";
    private static final String OWN = "select " + MadeBridge.COLUMNS
            + " from bridge b where b.waybill = $1 and b.bridge_id = $2 and b.staff_id = $3";
    private static final String SIDES = """
            select r.wrapped_dek, r.%s as phone, s.wrapped_dek as staff_dek, s.phone as staff_phone
            from sealed_record r left join staff_phone s on s.staff_id = $2 where r.waybill = $1""";

    private final Pool database;
    private final Clock clock;

    BridgeTable(Pool database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * What is known before a bridge is made.
     *
     * @param registered whether the person has a registered phone
     * @param party blind index of the other side
     * @param calls how many calls the person began for this parcel so far
     */
    record Before(boolean registered, byte[] party, int calls, Optional<MadeBridge> live) {
    }

    /** A bridge that is to be made. */
    record Making(UUID id, ParcelRequest request, Facts facts, Rule rule, BridgeTerms terms, byte[] party,
            Optional<String> extension, List<String> pools, Set<String> without, int pairs, String provider,
            Instant expiresAt, int callsMost, Duration coolOff) {
    }

    /** What came of it. */
    sealed interface Made {
        /** It is there, its entry committed. */
        record Done(long entry, String number, Sides sides) implements Made {
        }

        /** No number that these two could have. */
        record NoNumber() implements Made {
        }

        /** Standing or parcel changed since the facts were read. */
        record Changed() implements Made {
        }
    }

    /** The numbers of both sides, sealed. */
    record Sides(SealedRecord party, byte @Nullable [] staffDek, byte @Nullable [] staffPhone) {
        @Override
        public String toString() {
            return "Sides[]";
        }

        String staffNumber(Vault vault, String staffId) {
            return staffDek == null || staffPhone == null ? "" : vault.openStaffPhone(staffId, staffDek, staffPhone);
        }
    }

    Uni<Before> before(ParcelRequest request, Party party) {
        return database.preparedQuery(BEFORE)
                .execute(Tuple.of(request.waybill(), request.person().id(), party.name(),
                        party == Party.RECIPIENT ? "recipient.phone" : "sender.phone", utc(clock.instant())))
                .map(rows -> rows.iterator().next())
                .map(row -> new Before(row.getBoolean("registered"), row.getBuffer("party_index").getBytes(),
                        row.getLong("calls_so_far").intValue(),
                        row.getUUID("bridge_id") == null ? Optional.empty() : Optional.of(MadeBridge.of(row))));
    }

    Uni<Made> make(Making making, AccessEntry entry) {
        var field = field(making.terms().party());
        var sql = MAKE.formatted(field.column(), String.join(", ", AccessEntry.COLUMNS),
                AccessLog.parameters(FIRST_OF_ENTRY));
        return database.preparedQuery(sql).execute(parameters(making, entry)).map(rows -> {
            if (rows.size() == 0) {
                return new Made.Changed();
            }
            var row = rows.iterator().next();
            return row.getString("number") == null ? new Made.NoNumber()
                    : new Made.Done(row.getLong("entry_id"), row.getString("number"),
                            sides(making.request().waybill(), field, row));
        });
    }

    private Tuple parameters(Making making, AccessEntry entry) {
        var request = making.request();
        var staff = making.facts().staff().orElseThrow();
        var rule = making.rule();
        var parameters = Tuple.tuple().addString(request.person().id()).addLong(staff.epoch())
                .addString(request.waybill()).addLong(making.facts().parcel().orElseThrow().version())
                .addString(making.extension().orElse(null))
                .addBuffer(Buffer.buffer(making.party()))
                .addArrayOfString(making.pools().toArray(String[]::new))
                .addArrayOfString(making.without().toArray(String[]::new)).addOffsetDateTime(utc(clock.instant()))
                .addLong((long) making.pairs()).addUUID(making.id()).addString(staff.outlet())
                .addString(request.purpose()).addString(rule.id()).addString(rule.scope().name())
                .addArrayOfString(rule.stages().stream().map(Enum::name).sorted().toArray(String[]::new))
                .addString(request.ticket().orElse(null)).addString(making.terms().party().name())
                .addString(making.provider()).addOffsetDateTime(utc(making.expiresAt())).addInteger(making.callsMost())
                .addInteger((int) making.terms().longest().toSeconds())
                .addDouble((double) making.coolOff().toSeconds());
        entry.addTo(parameters);
        return parameters;
    }

    Uni<Void> bound(MadeBridge bridge, String reference) {
        return database.preparedQuery(BOUND).execute(Tuple.of(bridge.waybill(), bridge.id(), reference))
                .replaceWithVoid();
    }

    /** Ends a bridge that lives; whatever else ended it before, ended it. */
    Uni<Void> end(String waybill, UUID id, EndReason why) {
        return database.preparedQuery(END).execute(Tuple.of(waybill, id, utc(clock.instant()), why.name()))
                .replaceWithVoid();
    }

    /** A bridge that this person has made. */
    Uni<Optional<MadeBridge>> own(String waybill, UUID id, String staffId) {
        return database.preparedQuery(OWN).execute(Tuple.of(waybill, id, staffId)).map(BridgeTable::found);
    }

    /** The sealed numbers of a bridge's two sides; for what goes on with a bridge whose entry is there. */
    Uni<Sides> sides(MadeBridge bridge) {
        var field = field(bridge.party());
        return database.preparedQuery(SIDES.formatted(field.column()))
                .execute(Tuple.of(bridge.waybill(), bridge.staffId()))
                .map(rows -> sides(bridge.waybill(), field, rows.iterator().next()));
    }

    static SealedField field(Party party) {
        return party == Party.RECIPIENT ? SealedField.RECIPIENT_PHONE : SealedField.SENDER_PHONE;
    }

    private static Sides sides(String waybill, SealedField field, Row row) {
        return new Sides(new SealedRecord(waybill, row.getBuffer("wrapped_dek").getBytes(),
                Map.of(field, row.getBuffer("phone").getBytes())), bytes(row, "staff_dek"),
                bytes(row, "staff_phone"));
    }

    static byte @Nullable [] bytes(Row row, String column) {
        var buffer = row.getBuffer(column);
        return buffer == null ? null : buffer.getBytes();
    }

    private static Optional<MadeBridge> found(Iterable<Row> rows) {
        var all = new ArrayList<MadeBridge>();
        rows.forEach(row -> all.add(MadeBridge.of(row)));
        return all.stream().findFirst();
    }

    static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
