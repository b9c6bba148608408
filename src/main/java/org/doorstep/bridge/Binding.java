package org.doorstep.bridge;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * What a telephone side is asked to connect. The numbers of both sides are here in clear, so it lives as long as the
 * asking takes and is printed nowhere.
 *
 * @param number X, the number that both sides dial and see; E.164 with its plus, or as dialled in the mainland
 * @param extension what is dialled behind X, where the kind has one
 * @param staff number of the member of staff, normalised
 * @param party number of the other side, normalised
 * @param expiresAt absolute; it never slides
 * @param longestCall the longest a call over it may take
 */
public record Binding(UUID bridge, String number, Optional<String> extension, String staff, String party,
        Instant expiresAt, Duration longestCall) {

    @Override
    public String toString() {
        return "Binding[" + bridge + "]";
    }
}
