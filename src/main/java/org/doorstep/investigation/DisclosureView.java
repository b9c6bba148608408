package org.doorstep.investigation;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

import org.doorstep.accesslog.Action;
import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.mutiny.sqlclient.Row;

/**
 * One disclosure, as its entry tells it.
 *
 * @param recipient blind index of the recipient's phone, in hexadecimal
 * @param fields what was shown, as {@code field=FORM}
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DisclosureView(long entry, Instant at, Action action, @Nullable String post, @Nullable String outlet,
        @Nullable String device, @Nullable String purpose, @Nullable String stage, @Nullable String waybill,
        @Nullable String recipient, List<String> fields, @Nullable String ticket) {

    static DisclosureView of(Row row) {
        return new DisclosureView(row.getLong("entry_id"), instant(row, "at"), Action.valueOf(row.getString("action")),
                row.getString("post"), row.getString("outlet"), row.getString("device"), row.getString("purpose"),
                row.getString("stage"), row.getString("waybill"), recipient(row),
                List.of(row.getArrayOfStrings("fields")), row.getString("ticket"));
    }

    static @Nullable String recipient(Row row) {
        return Optional.ofNullable(row.getBuffer("recipient_ref"))
                .map(ref -> HexFormat.of().formatHex(ref.getBytes())).orElse(null);
    }

    static Instant instant(Row row, String column) {
        OffsetDateTime at = row.getOffsetDateTime(column);
        return at.toInstant();
    }
}
