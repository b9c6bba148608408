package org.doorstep.signals;

import java.util.Arrays;
import java.util.Optional;

/** The events that are understood. */
enum EventType {
    /** OpenID CAEP 1.0, section 3.1: the person's sessions count no more. */
    SESSION_REVOKED("https://schemas.openid.net/secevent/caep/event-type/session-revoked"),
    /** OpenID RISC 1.0, section 2.4: the account may not be used. */
    ACCOUNT_DISABLED("https://schemas.openid.net/secevent/risc/event-type/account-disabled"),
    /** OpenID RISC 1.0, section 2.5: it may be used again. */
    ACCOUNT_ENABLED("https://schemas.openid.net/secevent/risc/event-type/account-enabled"),
    /** OpenID Shared Signals Framework 1.0: the transmitter tries whether it is heard. */
    VERIFICATION("https://schemas.openid.net/secevent/ssf/event-type/verification");

    private final String uri;

    EventType(String uri) {
        this.uri = uri;
    }

    static Optional<EventType> of(String uri) {
        return Arrays.stream(values()).filter(type -> type.uri.equals(uri)).findFirst();
    }
}
