package org.doorstep.offboarding;

import java.time.Instant;
import java.util.UUID;

import org.doorstep.identity.HoldKind;

import io.vertx.mutiny.sqlclient.Row;

/**
 * What follows from a change of access.
 *
 * @param kind of what the change concerns
 * @param subject staff number, device, outlet or client
 * @param cause the event's or hold's name
 * @param epoch the epoch that the change opened
 * @param entry the log entry of the change
 * @param toldAt when the change was heard of
 * @param fencedAt when it held, shortly before its commit
 */
public record Offboarding(UUID id, HoldKind kind, String subject, String cause, long epoch, long entry, Instant toldAt,
        Instant fencedAt) {

    static final String COLUMNS = "o.offboarding_id, o.kind, o.subject, o.cause, o.epoch, o.entry_id, o.told_at, o.fenced_at";

    static Offboarding of(Row row) {
        return new Offboarding(row.getUUID("offboarding_id"), HoldKind.valueOf(row.getString("kind")),
                row.getString("subject"), row.getString("cause"), row.getLong("epoch"), row.getLong("entry_id"),
                row.getOffsetDateTime("told_at").toInstant(), row.getOffsetDateTime("fenced_at").toInstant());
    }
}
