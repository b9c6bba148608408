package org.doorstep.bridge;

import static org.doorstep.bridge.BridgeTable.utc;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import org.doorstep.accesslog.AccessEntry;
import org.doorstep.accesslog.AccessLog;
import org.doorstep.bridge.BridgeTable.Sides;
import org.doorstep.policy.BridgeTerms.Party;
import org.doorstep.vault.SealedHandle;
import org.doorstep.vault.SealedRecord;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;

/** Calls as they are kept: each step with its entry, in one statement, or neither. */
@ApplicationScoped
class CallTable {

    /** By number and caller; the bridge that lives, or else the one that ended last. */
    private static final String FIND = """
            select n.number as known, %s, b.epoch, f.side, f.live, p.stage, p.recipient_ref,
                   (select assigned from run r where r.staff_id = b.staff_id and r.run_date = $4) as assigned,
                   t.call_id is not null as told, t.ended_at is not null or t.answered_at is not null as past
            from bridge_number n
            left join lateral (
              select i.bridge_id, i.side, x.ended_at is null and x.expires_at > $3 as live
              from bridge_party i join bridge x on x.bridge_id = i.bridge_id and x.waybill = i.waybill
              where i.number = n.number and i.party = any ($2)
              order by i.free_at desc nulls first limit 1) f on true
            left join bridge b on b.bridge_id = f.bridge_id
            left join parcel p on p.waybill = b.waybill
            left join call t on t.call_id = $5
            where n.number = $1""".formatted(MadeBridge.COLUMNS);

    /**
     * Sets a call up, like a disclosure: the shared side of the person's row, the bridge checked and the call counted,
     * the entry appended, and the envelopes of the numbers handed out; all of it or nothing.
     */
    private static final String CONNECT = """
            with standing as (
              select staff_id from staff where staff_id = $1 and epoch = $2 for share
            ), counted as (
              update bridge b set calls = b.calls + $3 from standing
              where b.waybill = $4 and b.bridge_id = $5 and b.ended_at is null and b.expires_at > $6
                    and b.calls + $3 <= b.calls_most
              returning b.waybill
            ), called as (
              insert into call (waybill, call_id, bridge_id, provider, provider_call, side, node, began_at, until)
              select $4, $7, $5, $8, $9, $10, $11, $6, $12 from counted on conflict do nothing
            ), logged as (
              insert into access_entry (%2$s) select %3$s from counted returning entry_id
            )
            select r.wrapped_dek, r.%1$s as phone, s.wrapped_dek as staff_dek, s.phone as staff_phone
            from logged, counted c join sealed_record r on r.waybill = c.waybill
            left join staff_phone s on s.staff_id = $1""";
    private static final int FIRST_OF_ENTRY = 13;

    /** An entry about a call, filled from its row {@code h}. */
    private static final Map<String, String> FROM_ROW = Map.ofEntries(
            Map.entry("at", "$2"), Map.entry("zone", "$3"),
            Map.entry("actor", "case when h.side = 'STAFF' then h.staff_id else h.provider end"),
            Map.entry("actor_kind", "case when h.side = 'STAFF' then 'STAFF' else 'CLIENT' end"),
            Map.entry("outlet", "h.outlet"), Map.entry("source_address", "h.provider"), Map.entry("action", "'CALL'"),
            Map.entry("purpose", "$4"), Map.entry("stage", "p.stage"), Map.entry("waybill", "h.waybill"),
            Map.entry("recipient_ref", "case when h.party = 'RECIPIENT' then p.recipient_ref end"),
            Map.entry("fields", "'{}'::text[]"), Map.entry("subject", "h.call_id::text"),
            Map.entry("decision", "'GRANTED'"), Map.entry("rule", "h.rule"), Map.entry("lease_id", "h.bridge_id"),
            Map.entry("lease_until", "h.expires_at"));

    private static final String RINGING = happened("""
            update call c set ringing_at = $2 from bridge b
            where c.call_id = $1 and b.waybill = c.waybill and b.bridge_id = c.bridge_id
                  and c.ringing_at is null and c.ended_at is null""", "null");
    /** Under the same lock as a call's beginning, so no answer follows a revocation in the log. */
    private static final String ANSWERED = happened("""
            update call c set answered_at = $2, kek_version = $5, wrapped_dek = $6, handle = $7
            from bridge b, standing s
            where c.call_id = $1 and b.waybill = c.waybill and b.bridge_id = c.bridge_id and s.staff_id = b.staff_id
                  and c.answered_at is null and c.ended_at is null and b.ended_at is null and b.expires_at > $2""",
            "null")
            .replaceFirst("with ", """
                    with standing as (
                      select s.staff_id from staff s where exists (
                        select from call c join bridge b on b.waybill = c.waybill and b.bridge_id = c.bridge_id
                        where c.call_id = \\$1 and b.staff_id = s.staff_id and b.epoch = s.epoch) for share of s
                    ), """);
    private static final String UP = """
            select from call c join bridge b on b.waybill = c.waybill and b.bridge_id = c.bridge_id
            where c.call_id = $1 and c.answered_at is not null and c.ended_at is null and b.ended_at is null""";
    private static final String ENDED = happened("""
            update call c set ended_at = $2, ended_by = $5, cause = $6, status = $7 from bridge b
            where c.call_id = $1 and b.waybill = c.waybill and b.bridge_id = c.bridge_id and c.ended_at is null""", """
            case when h.answered_at is null then 'not answered'
                 else 'after ' || round(extract(epoch from h.ended_at - h.answered_at)) || ' s' end
            || ', by ' || h.ended_by || ': ' || h.cause || case when h.status > 0 then ' ' || h.status else '' end""");

    private final Pool database;
    private final Clock clock;
    private final ThisNode node;

    CallTable(Pool database, Clock clock, ThisNode node) {
        this.database = database;
        this.clock = clock;
        this.node = node;
    }

    /**
     * Where a call leads.
     *
     * @param side who calls
     * @param again whether this call is known already
     * @param past whether it was answered or has ended already
     */
    record Found(MadeBridge bridge, long epoch, Side side, boolean live, String stage, byte[] recipientRef,
            int assigned, boolean again, boolean past) {
    }

    /** What is at a number. */
    sealed interface Place {
        record NoSuchNumber() implements Place {
        }

        record NotThisCaller() implements Place {
        }

        record Here(Found found) implements Place {
        }
    }

    /** The bridge that a caller reaches over a number, by the blind index of their own or by an extension. */
    Uni<Place> find(UUID call, String number, byte[][] parties) {
        var buffers = Arrays.stream(parties).map(io.vertx.core.buffer.Buffer::buffer)
                .toArray(io.vertx.core.buffer.Buffer[]::new);
        return database.preparedQuery(FIND).execute(Tuple.of(number).addValue(buffers)
                .addOffsetDateTime(utc(clock.instant())).addLocalDate(LocalDate.now(clock)).addUUID(call))
                .map(rows -> rows.size() == 0 ? new Place.NoSuchNumber() : place(rows.iterator().next()));
    }

    private static Place place(Row row) {
        if (row.getUUID("bridge_id") == null) {
            return new Place.NotThisCaller();
        }
        var assigned = row.getInteger("assigned");
        return new Place.Here(new Found(MadeBridge.of(row), row.getLong("epoch"), Side.valueOf(row.getString("side")),
                row.getBoolean("live"), row.getString("stage"), row.getBuffer("recipient_ref").getBytes(),
                assigned == null ? 0 : assigned, row.getBoolean("told"), row.getBoolean("past")));
    }

    /** Sets a call up, and its entry; the sealed numbers of both sides. Empty if the bridge has ended meanwhile. */
    Uni<Optional<Sides>> connect(UUID call, IncomingCall incoming, Found found, Duration longest, AccessEntry entry) {
        var bridge = found.bridge();
        var now = clock.instant();
        var field = BridgeTable.field(bridge.party());
        boolean counts = found.side() == Side.STAFF && !found.again();
        var parameters = Tuple.tuple().addString(bridge.staffId()).addLong(found.epoch()).addInteger(counts ? 1 : 0)
                .addString(bridge.waybill()).addUUID(bridge.id()).addOffsetDateTime(utc(now)).addUUID(call)
                .addString(incoming.provider()).addString(incoming.providerCall()).addString(found.side().name())
                .addUUID(node.id()).addOffsetDateTime(utc(now.plus(longest)));
        entry.addTo(parameters);
        return database.preparedQuery(CONNECT.formatted(field.column(), String.join(", ", AccessEntry.COLUMNS),
                AccessLog.parameters(FIRST_OF_ENTRY))).execute(parameters)
                .map(rows -> rows.size() == 0 ? Optional.empty() : Optional.of(sides(bridge, rows.iterator().next())));
    }

    private static Sides sides(MadeBridge bridge, Row row) {
        return new Sides(new SealedRecord(bridge.waybill(), row.getBuffer("wrapped_dek").getBytes(),
                Map.of(BridgeTable.field(bridge.party()), row.getBuffer("phone").getBytes())),
                BridgeTable.bytes(row, "staff_dek"), BridgeTable.bytes(row, "staff_phone"));
    }

    Uni<Boolean> ringing(UUID call, Instant at) {
        return database.preparedQuery(RINGING).execute(step(call, at, "RINGING")).map(CallTable::done);
    }

    /** Whether the call may go on. */
    Uni<Boolean> answered(UUID call, Instant at, SealedHandle handle) {
        return database.preparedQuery(ANSWERED).execute(step(call, at, "ANSWERED").addInteger(handle.kekVersion())
                .addBuffer(Buffer.buffer(handle.wrappedDek())).addBuffer(Buffer.buffer(handle.envelope())))
                .chain(rows -> done(rows) ? Uni.createFrom().item(true)
                        : database.preparedQuery(UP).execute(Tuple.of(call)).map(up -> up.size() == 1));
    }

    /** Whether it was not ended before. */
    Uni<Boolean> ended(CallEvent.Ended ended) {
        return database.preparedQuery(ENDED).execute(step(ended.call(), ended.at(), "ENDED")
                .addString(ended.by().name()).addString(ended.cause().name()).addInteger(ended.status()))
                .map(CallTable::done);
    }

    private Tuple step(UUID call, Instant at, String kind) {
        return Tuple.of(call, utc(at), clock.getZone().getId(), kind);
    }

    private static boolean done(RowSet<Row> rows) {
        return rows.rowCount() == 1;
    }

    /** A change of a call, and its entry from what was changed. */
    private static String happened(String update, String reason) {
        return """
                with happened as (
                  %s
                  returning c.*, b.staff_id, b.outlet, b.rule, b.party, b.expires_at
                )
                insert into access_entry (%s)
                select %s from happened h join parcel p on p.waybill = h.waybill""".formatted(update,
                String.join(", ", AccessEntry.COLUMNS), AccessEntry.COLUMNS.stream()
                        .map(column -> column.equals("reason") ? reason : FROM_ROW.getOrDefault(column, "null"))
                        .collect(Collectors.joining(", ")));
    }

    /** Whether the recipient is the one who is called, or calls. */
    static boolean concernsRecipient(MadeBridge bridge) {
        return bridge.party() == Party.RECIPIENT;
    }
}
