package org.doorstep.accesslog;

import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;

/**
 * The log as a file: asked for, approved, taken.
 *
 * @param filter as it was asked for
 * @param upTo the last entry that it may contain
 * @param entries how many were taken, and the file's SHA-256; absent until it was taken whole
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LogExport(UUID export, String requestedBy, Instant requestedAt, LogQuery filter, String reason, long upTo,
        Instant expiresAt, @Nullable String approvedBy, @Nullable Instant approvedAt, @Nullable Instant takenAt,
        @Nullable Long entries, @Nullable String sha256) {

    /** The columns that {@link #of} reads, of {@code log_export x}. */
    static final String COLUMNS = """
            x.export_id, x.requested_by, x.requested_at, x.filter, x.reason, x.up_to, x.expires_at, x.approved_by,
            x.approved_at, x.taken_at, x.entries, x.sha256""";

    static LogExport of(Row row) {
        var sha256 = row.getBuffer("sha256");
        return new LogExport(row.getUUID("export_id"), row.getString("requested_by"),
                row.getOffsetDateTime("requested_at").toInstant(),
                ((JsonObject) row.getJson("filter")).mapTo(LogQuery.class), row.getString("reason"),
                row.getLong("up_to"), row.getOffsetDateTime("expires_at").toInstant(), row.getString("approved_by"),
                instant(row, "approved_at"), instant(row, "taken_at"), row.getLong("entries"),
                sha256 == null ? null : HexFormat.of().formatHex(sha256.getBytes()));
    }

    private static @Nullable Instant instant(Row row, String column) {
        var at = row.getOffsetDateTime(column);
        return at == null ? null : at.toInstant();
    }
}
