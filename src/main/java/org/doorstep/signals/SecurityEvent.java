package org.doorstep.signals;

import java.time.Instant;
import java.util.Optional;

/**
 * A security event of the transmitter's, as its token says it.
 *
 * @param jti the event's own id: the same one again is the same event
 * @param subject whom it is about; absent only where it is about nobody
 * @param reason the transmitter's word for why, if it gives one that is a plain word
 */
record SecurityEvent(String issuer, String jti, Instant issuedAt, EventType type, Optional<EventSubject> subject,
        Optional<String> reason) {
}
