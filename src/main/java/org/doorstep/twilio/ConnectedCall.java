package org.doorstep.twilio;

import java.time.Duration;
import java.util.UUID;

/** A call that was decided to be connected. @param longest how long it may last from its answer, whole seconds */
record ConnectedCall(UUID id, Duration longest) {
}
