package org.doorstep.hold;

import org.doorstep.identity.Caller;
import org.doorstep.identity.HoldKind;
import org.doorstep.identity.Origin;

/**
 * What is to be held back.
 *
 * @param subject staff number, device, outlet or client, as the kind says; it need not be known
 * @param reason somebody's words, with numbers in them redacted
 */
public record Placing(Caller by, Origin origin, HoldKind kind, String subject, HoldSource source, String reason) {
}
