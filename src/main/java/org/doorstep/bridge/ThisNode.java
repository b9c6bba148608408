package org.doorstep.bridge;

import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

/** Which service this is among those at work, anew at every start: calls of one that is gone are another's to end. */
@ApplicationScoped
class ThisNode {

    private final UUID id = UUID.randomUUID();

    UUID id() {
        return id;
    }
}
