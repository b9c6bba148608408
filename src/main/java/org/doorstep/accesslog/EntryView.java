package org.doorstep.accesslog;

import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.mutiny.sqlclient.Row;

/**
 * An entry as the auditor reads it.
 *
 * @param erasedBy the entry that tells of the erasure of this one's reason, recipient and source address
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EntryView(long entry, Instant at, String zone, String actor, String actorKind, @Nullable String post,
        @Nullable String outlet, @Nullable String device, @Nullable String sourceAddress, Action action,
        @Nullable String purpose, @Nullable String stage, @Nullable String waybill, @Nullable String recipient,
        @Nullable Integer parcels, List<String> fields, @Nullable String reason, @Nullable String ticket,
        @Nullable String subject, Decision decision, @Nullable String problem, @Nullable String rule,
        @Nullable String policyVersion, @Nullable UUID lease, @Nullable Instant leaseUntil, @Nullable String trace,
        @Nullable Long erasedBy, String explanation) {

    /** The columns that {@link #of} reads. */
    static final String COLUMNS = "entry_id, erased_by, " + String.join(", ", AccessEntry.COLUMNS);

    public EntryView {
        fields = List.copyOf(fields);
    }

    static EntryView of(Row row) {
        var recipient = row.getBuffer("recipient_ref");
        var until = row.getOffsetDateTime("lease_until");
        return new EntryView(row.getLong("entry_id"), row.getOffsetDateTime("at").toInstant(), row.getString("zone"),
                row.getString("actor"), row.getString("actor_kind"), row.getString("post"), row.getString("outlet"),
                row.getString("device"), row.getString("source_address"), Action.valueOf(row.getString("action")),
                row.getString("purpose"), row.getString("stage"), row.getString("waybill"),
                recipient == null ? null : HexFormat.of().formatHex(recipient.getBytes()), row.getInteger("parcels"),
                Arrays.asList(row.getArrayOfStrings("fields")), row.getString("reason"), row.getString("ticket"),
                row.getString("subject"), Decision.valueOf(row.getString("decision")), row.getString("problem"),
                row.getString("rule"), row.getString("policy_version"), row.getUUID("lease_id"),
                until == null ? null : until.toInstant(), row.getString("trace"), row.getLong("erased_by"),
                explanation(row));
    }

    /** The decision in a sentence: who asked for what, how it ended, by which rule of which policy. */
    private static String explanation(Row row) {
        return row.getString("actor") + part(" as ", row.getString("post")) + " asked for " + row.getString("action")
                + part(" to ", row.getString("purpose")) + part(" at stage ", row.getString("stage")) + ": "
                + row.getString("decision") + part(" with ", row.getString("problem"))
                + part(", decided by rule ", row.getString("rule"))
                + part(" under policy ", row.getString("policy_version")) + ".";
    }

    private static String part(String before, @Nullable String text) {
        return text == null ? "" : before + text;
    }
}
