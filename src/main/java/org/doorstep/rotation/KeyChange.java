package org.doorstep.rotation;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;

import org.doorstep.vault.KeyKind;
import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.mutiny.sqlclient.Row;

/**
 * A change of keys that was asked for.
 *
 * @param version what is to be destroyed; none where a new generation is to be made
 * @param approvedAt when it was approved, and so done
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record KeyChange(UUID change, KeyKind kind, Step step, @Nullable Integer version, String reason, String askedBy,
        Instant askedAt, Instant expiresAt, @Nullable String approvedBy, @Nullable Instant approvedAt) {

    /** What is done. */
    public enum Step {
        /** A new generation is made, and everything moves to it. */
        ROTATE,
        /** A generation that nothing is left under is destroyed: no copy of the database made later opens by it. */
        DESTROY
    }

    static final String COLUMNS = """
            change_id, kind, step, version, reason, asked_by, asked_at, expires_at, approved_by, approved_at""";

    static KeyChange of(Row row) {
        return new KeyChange(row.getUUID("change_id"), KeyKind.valueOf(row.getString("kind")),
                Step.valueOf(row.getString("step")), row.getInteger("version"), row.getString("reason"),
                row.getString("asked_by"), row.getOffsetDateTime("asked_at").toInstant(),
                row.getOffsetDateTime("expires_at").toInstant(), row.getString("approved_by"),
                Optional.ofNullable(row.getOffsetDateTime("approved_at")).map(OffsetDateTime::toInstant).orElse(null));
    }

    /** As an entry of the log names it. */
    String subject() {
        return version == null ? kind.name() : kind + "/" + version;
    }
}
