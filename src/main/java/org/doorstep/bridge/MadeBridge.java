package org.doorstep.bridge;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;

import org.doorstep.policy.BridgeTerms.Party;

import io.vertx.mutiny.sqlclient.Row;

/** A bridge as it is kept. */
record MadeBridge(UUID id, String waybill, String staffId, String outlet, String purpose, String rule, Party party,
        String number, Optional<String> extension, String provider, Optional<String> reference, Instant expiresAt,
        int calls, int callsMost, int longestSeconds, Optional<Instant> endedAt, Optional<EndReason> why) {

    static final String COLUMNS = """
            b.bridge_id, b.waybill, b.staff_id, b.outlet, b.purpose, b.rule, b.party, b.number, b.extension, b.provider,
            b.reference, b.expires_at, b.calls, b.calls_most, b.longest_seconds, b.ended_at, b.ended_why""";

    static MadeBridge of(Row row) {
        return new MadeBridge(row.getUUID("bridge_id"), row.getString("waybill"), row.getString("staff_id"),
                row.getString("outlet"), row.getString("purpose"), row.getString("rule"),
                Party.valueOf(row.getString("party")), row.getString("number"),
                Optional.ofNullable(row.getString("extension")), row.getString("provider"),
                Optional.ofNullable(row.getString("reference")), instant(row, "expires_at").orElseThrow(),
                row.getInteger("calls"), row.getInteger("calls_most"), row.getInteger("longest_seconds"),
                instant(row, "ended_at"), Optional.ofNullable(row.getString("ended_why")).map(EndReason::valueOf));
    }

    private static Optional<Instant> instant(Row row, String column) {
        return Optional.ofNullable(row.getOffsetDateTime(column))
                .map(OffsetDateTime::toInstant);
    }

    @Override
    public String toString() {
        return "MadeBridge[" + id + "]";
    }
}
