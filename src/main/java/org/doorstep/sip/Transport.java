package org.doorstep.sip;

import java.util.Locale;
import java.util.Optional;

/** How SIP messages travel (RFC 3261, 18). */
public enum Transport {
    UDP, TCP, TLS;

    /** As JAIN-SIP and the URI parameter {@code transport} spell it. */
    String token() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Transport> of(String token) {
        for (var transport : values()) {
            if (transport.name().equalsIgnoreCase(token)) {
                return Optional.of(transport);
            }
        }
        return Optional.empty();
    }
}
