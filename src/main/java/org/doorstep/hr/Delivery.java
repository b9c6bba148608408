package org.doorstep.hr;

import java.util.Optional;

/** A delivery as it came in: the three headers of Standard Webhooks 1.0 and the body, byte for byte. */
record Delivery(Optional<String> id, Optional<String> timestamp, Optional<String> signatures, byte[] body) {
}
