package org.doorstep.offboarding;

import java.time.Instant;
import java.util.Optional;

import org.doorstep.identity.Post;
import org.doorstep.identity.Standing;

import io.vertx.mutiny.sqlclient.Row;

/**
 * An event and its place in a person's history.
 *
 * @param number HR's own sequence number; 0 where HR gives none
 * @param arrival the order in which events were heard; ties only
 */
record PlacedEvent(StaffEvent event, Door door, Instant effectiveAt, long number, long arrival) {

    /** An event as the history keeps it, from a row of {@code staff_event}. */
    static PlacedEvent of(Row row) {
        var event = StaffEvent.of(row.getString("kind"),
                Optional.ofNullable(row.getArrayOfStrings("posts")).map(Post::named),
                Optional.ofNullable(row.getString("outlet")));
        var sequence = row.getLong("sequence");
        return new PlacedEvent(event, Door.valueOf(row.getString("door")),
                row.getOffsetDateTime("effective_at").toInstant(), sequence == null ? 0 : sequence,
                row.getLong("arrival"));
    }

    /** How much it takes away: the more, the later it counts among events of one place. */
    int takesAway() {
        return switch (event) {
            case StaffEvent.Joined _ -> 0;
            case StaffEvent.PhoneChanged _ -> 0;
            case StaffEvent.Returned _ -> 1;
            case StaffEvent.Transferred _ -> 2;
            case StaffEvent.Suspended _ -> 3;
            case StaffEvent.Stated stated when stated.standing() == Standing.ACTIVE -> 0;
            case StaffEvent.Stated stated when stated.standing() == Standing.SUSPENDED -> 3;
            case StaffEvent.Stated _ -> 4;
            case StaffEvent.Left _ -> 4;
        };
    }
}
