package org.doorstep.accesslog;

import java.util.List;
import java.util.Optional;

/**
 * Which page.
 *
 * @param cursor where the page before ended
 * @param most entries on it
 */
record Paging(Order order, Optional<Long> cursor, int most) {

    enum Order {
        /** Newest first. */
        DESC,
        /** Oldest first, as far as the log is sealed. */
        ASC
    }

    /** The cursor of the page after; none after the oldest entry. */
    Optional<Long> next(List<EntryView> entries, long head) {
        boolean full = entries.size() == most;
        return switch (order) {
            case DESC -> full ? Optional.of(entries.getLast().entry()) : Optional.empty();
            case ASC -> Optional.of(full ? entries.getLast().entry() : Math.max(head, cursor.orElse(0L)));
        };
    }
}
