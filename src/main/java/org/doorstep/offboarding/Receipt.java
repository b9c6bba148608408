package org.doorstep.offboarding;

import java.util.Optional;
import java.util.UUID;

import org.doorstep.identity.Standing;

/**
 * What whoever reported a change keeps as a proof.
 *
 * @param standing what holds now: after a late event not always what the event says
 * @param entry the log entry, and its place in the order of the log: nothing that the change ended was disclosed after
 *            it
 * @param offboarding where to see what follows; empty if nothing changed
 * @param again whether the event had come before
 */
public record Receipt(String staffId, Standing standing, long entry, Optional<UUID> offboarding, boolean again) {
}
