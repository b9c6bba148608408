package org.doorstep.investigation;

import jakarta.ws.rs.core.Response;

/** What all answers share. */
final class Investigations {

    private Investigations() {
    }

    static Response noStore(Object entity) {
        return Response.ok(entity).header("Cache-Control", "no-store").build();
    }
}
