package org.doorstep.bridge;

import static org.doorstep.bridge.BridgeTable.utc;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;

/** What is to be ended and to be let go of, as the tables say: what nobody was told of is found here. */
@ApplicationScoped
class CallsToEnd {

    private static final Duration GRACE = Duration.ofSeconds(30);

    private static final String SEEN = """
            insert into bridge_node (node, seen_at) values ($1, $2) on conflict (node) do update set seen_at = $2""";
    private static final String FORGET = """
            delete from bridge_node n where n.seen_at < $1
            and not exists (select from call c where c.node = n.node and c.ended_at is null)""";
    private static final String EXPIRE = """
            update bridge set ended_at = $1, ended_why = 'EXPIRED' where ended_at is null and expires_at <= $1""";

    /** Calls of this node whose bridge is over, or that should be over by now. */
    private static final String OWN = """
            select c.call_id, c.bridge_id, c.provider_call, c.wrapped_dek, c.handle, c.answered_at, c.until, b.ended_why
            from call c join bridge b on b.waybill = c.waybill and b.bridge_id = c.bridge_id
            where c.node = $1 and c.ended_at is null
                  and (b.ended_at is not null or coalesce(c.answered_at, c.began_at) + (c.until - c.began_at) < $2)""";
    /** Calls of nodes that nobody has seen for a while; taken in hand for some seconds. */
    private static final String ABANDONED = """
            update call c set due_at = $2 from bridge b
            where b.waybill = c.waybill and b.bridge_id = c.bridge_id and (c.waybill, c.call_id) in (
              select o.waybill, o.call_id from call o where o.ended_at is null and o.due_at <= $1 and o.began_at <= $3
                and not exists (
                select from bridge_node n where n.node = o.node and n.seen_at > $3)
              limit 200 for update skip locked)
            returning c.call_id, c.bridge_id, c.provider_call, c.wrapped_dek, c.handle, c.answered_at, c.until, b.ended_why""";

    /** Bridges that are over and that the telephone side still holds; taken in hand for some seconds. */
    private static final String TO_RELEASE = """
            update bridge b set due_at = $2, attempts = attempts + 1 where (b.waybill, b.bridge_id) in (
              select waybill, bridge_id from bridge
              where ended_at is not null and released_at is null and due_at <= $1 and ($3::uuid is null or bridge_id = $3)
              order by due_at limit 100 for update skip locked)
            returning %s, b.attempts""".formatted(MadeBridge.COLUMNS);
    /** The bridge's last entry. */
    private static final String RELEASED = """
            with released as (
              update bridge set released_at = $3, last_error = null
              where waybill = $1 and bridge_id = $2 and released_at is null returning *
            )
            insert into access_entry (at, zone, actor, actor_kind, outlet, source_address, action, purpose, stage, waybill,
              recipient_ref, fields, reason, subject, decision, rule, lease_id, lease_until)
            select $3, $4, 'doorstep', 'CLIENT', r.outlet, 'local', 'BRIDGE', 'ENDED', p.stage, r.waybill,
              case when r.party = 'RECIPIENT' then p.recipient_ref end, '{}', $5, r.staff_id, 'GRANTED', r.rule,
              r.bridge_id, r.expires_at
            from released r join parcel p on p.waybill = r.waybill""";
    private static final String FAILED = """
            update bridge set due_at = $3, last_error = $4 where waybill = $1 and bridge_id = $2 and released_at is null""";
    private static final String LIVE = """
            select call_id, bridge_id, provider_call, wrapped_dek, handle, answered_at, until, null as ended_why
            from call where bridge_id = $1 and ended_at is null""";

    private final Pool database;
    private final Clock clock;
    private final ThisNode node;

    CallsToEnd(Pool database, Clock clock, ThisNode node) {
        this.database = database;
        this.clock = clock;
        this.node = node;
    }

    /** A call that is to be ended. @param until when it was to be over at the latest */
    record Due(UUID call, UUID bridge, String providerCall, byte @Nullable [] wrappedDek, byte @Nullable [] handle,
            boolean answered, Instant until, Optional<EndReason> why) {

        static Due of(Row row) {
            return new Due(row.getUUID("call_id"), row.getUUID("bridge_id"), row.getString("provider_call"),
                    BridgeTable.bytes(row, "wrapped_dek"), BridgeTable.bytes(row, "handle"),
                    row.getOffsetDateTime("answered_at") != null, row.getOffsetDateTime("until").toInstant(),
                    Optional.ofNullable(row.getString("ended_why")).map(EndReason::valueOf));
        }

        @Override
        public String toString() {
            return "Due[" + call + "]";
        }
    }

    /** A bridge that the telephone side is to let go of. */
    record ToRelease(MadeBridge bridge, int attempts) {
        @Override
        public String toString() {
            return "ToRelease[" + bridge.id() + "]";
        }
    }

    /** Says that this node is at work. */
    Uni<Void> seen() {
        var now = clock.instant();
        return database.preparedQuery(SEEN).execute(Tuple.of(node.id(), utc(now)))
                .chain(() -> database.preparedQuery(FORGET).execute(Tuple.of(utc(now.minus(Duration.ofHours(1))))))
                .replaceWithVoid();
    }

    Uni<Void> expire() {
        return database.preparedQuery(EXPIRE).execute(Tuple.of(utc(clock.instant()))).replaceWithVoid();
    }

    Uni<List<Due>> own() {
        return database.preparedQuery(OWN).execute(Tuple.of(node.id(), utc(clock.instant().minus(GRACE))))
                .map(CallsToEnd::due);
    }

    Uni<List<Due>> abandoned(Duration silence) {
        var now = clock.instant();
        return database.preparedQuery(ABANDONED)
                .execute(Tuple.of(utc(now), utc(now.plus(silence)), utc(now.minus(silence)))).map(CallsToEnd::due);
    }

    Uni<List<Due>> live(UUID bridge) {
        return database.preparedQuery(LIVE).execute(Tuple.of(bridge)).map(CallsToEnd::due);
    }

    /** Takes bridges in hand: one, or all that are due. */
    Uni<List<ToRelease>> toRelease(Optional<UUID> bridge, Duration claim) {
        var now = clock.instant();
        return database.preparedQuery(TO_RELEASE)
                .execute(Tuple.of(utc(now), utc(now.plus(claim)), bridge.orElse(null))).map(rows -> {
                    var all = new ArrayList<ToRelease>();
                    rows.forEach(row -> all.add(new ToRelease(MadeBridge.of(row), row.getInteger("attempts"))));
                    return all;
                });
    }

    /** It is let go of, and its end is in the log. */
    Uni<Void> released(MadeBridge bridge, String how) {
        return database.preparedQuery(RELEASED).execute(Tuple.of(bridge.waybill(), bridge.id(), utc(clock.instant()),
                clock.getZone().getId(), how)).replaceWithVoid();
    }

    Uni<Void> putBack(MadeBridge bridge, Instant dueAt, String error) {
        return database.preparedQuery(FAILED).execute(Tuple.of(bridge.waybill(), bridge.id(), utc(dueAt), error))
                .replaceWithVoid();
    }

    private static List<Due> due(RowSet<Row> rows) {
        var due = new ArrayList<Due>();
        rows.forEach(row -> due.add(Due.of(row)));
        return due;
    }
}
