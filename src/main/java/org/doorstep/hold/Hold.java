package org.doorstep.hold;

import java.time.Instant;
import java.util.Optional;

import org.doorstep.identity.HoldKind;

import io.vertx.mutiny.sqlclient.Row;

/**
 * Something that is held back, or was.
 *
 * @param entry the log entry of its beginning
 * @param firstKey the key that was turned first, whether it still counts or not
 */
record Hold(long id, HoldKind kind, String subject, HoldSource source, String reason, String placedBy,
        Instant placedAt, long entry, Optional<Key> firstKey, Optional<Key> released) {

    static final String COLUMNS = """
            hold_id, kind, subject, source, reason, placed_by, placed_at, entry_id, release_by, release_reason,
            release_at, released_by, released_at""";

    /** Who turned a key, and when. */
    record Key(String by, Instant at) {
    }

    static Hold of(Row row) {
        return new Hold(row.getLong("hold_id"), HoldKind.valueOf(row.getString("kind")), row.getString("subject"),
                HoldSource.valueOf(row.getString("source")), row.getString("reason"), row.getString("placed_by"),
                row.getOffsetDateTime("placed_at").toInstant(), row.getLong("entry_id"),
                key(row, "release_by", "release_at"), key(row, "released_by", "released_at"));
    }

    private static Optional<Key> key(Row row, String by, String at) {
        return Optional.ofNullable(row.getString(by))
                .map(who -> new Key(who, row.getOffsetDateTime(at).toInstant()));
    }
}
