package org.doorstep.offboarding;

import java.time.Instant;
import java.util.Optional;

import org.doorstep.identity.Caller;
import org.doorstep.identity.Origin;
import org.doorstep.vault.SealedPhone;

/**
 * An event as it came in through a door.
 *
 * @param client who says it
 * @param eventId the event's own id at this door: said again under it, it is the same event
 * @param digest SHA-256 of what was sent
 * @param effectiveAt from when it holds; absent where the door has no order of its own
 * @param sequence HR's own number, if it gives one
 * @param phone the number that came with it, sealed
 * @param epoch the person's epoch that it was decided under, 0 for somebody new; absent where it holds whatever the
 *            person is
 */
public record Told(Caller.Machine client, Origin origin, Door door, String eventId, byte[] digest, String staffId,
        StaffEvent event, Optional<Instant> effectiveAt, Optional<Long> sequence, Optional<SealedPhone> phone,
        Optional<Long> epoch) {

    /** An event that holds whatever the person is. */
    public Told(Caller.Machine client, Origin origin, Door door, String eventId, byte[] digest, String staffId,
            StaffEvent event, Optional<Instant> effectiveAt, Optional<Long> sequence, Optional<SealedPhone> phone) {
        this(client, origin, door, eventId, digest, staffId, event, effectiveAt, sequence, phone, Optional.empty());
    }
}
