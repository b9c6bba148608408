package org.doorstep.leaver;

import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.mutiny.sqlclient.Row;

/**
 * A report as it is kept.
 *
 * @param text the report's JSON, byte for byte as it was frozen
 * @param sha256 of those bytes
 */
public record KeptAudit(UUID offboarding, String staffId, Instant madeAt, String text, String sha256,
        Optional<SignOff> signOff) {

    static final String COLUMNS = "a.offboarding_id, a.staff_id, a.made_at, a.report::text as report, a.digest, "
            + SignOff.COLUMNS;

    /**
     * Who answered for having read it.
     *
     * @param sha256 of the report that was signed
     * @param entry the log entry of the sign-off
     */
    @RegisterForReflection
    public record SignOff(String by, Instant at, String note, String sha256, long entry) {

        static final String COLUMNS = "a.signed_by, a.signed_at, a.note, a.sign_off_entry";

        static @Nullable SignOff of(Row row) {
            return row.getString("signed_by") == null ? null
                    : new SignOff(row.getString("signed_by"), row.getOffsetDateTime("signed_at").toInstant(),
                            row.getString("note"), hex(row), row.getLong("sign_off_entry"));
        }
    }

    static KeptAudit of(Row row) {
        return new KeptAudit(row.getUUID("offboarding_id"), row.getString("staff_id"),
                row.getOffsetDateTime("made_at").toInstant(), row.getString("report"), hex(row),
                Optional.ofNullable(SignOff.of(row)));
    }

    static String hex(Row row) {
        return HexFormat.of().formatHex(row.getBuffer("digest").getBytes());
    }
}
