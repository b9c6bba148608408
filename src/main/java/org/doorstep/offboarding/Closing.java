package org.doorstep.offboarding;

import java.time.Instant;
import java.util.List;

import org.doorstep.accesslog.AccessEntry;
import org.doorstep.identity.HoldKind;

/**
 * A change of access that is about to be made.
 *
 * @param people staff numbers of those whom it concerns, as {@link CloseAccess#concerned} locked them
 * @param entry what the log says of it
 */
public record Closing(HoldKind kind, String subject, Cause cause, List<String> people, Instant now,
        AccessEntry entry) {

    public Closing {
        people = List.copyOf(people);
    }
}
