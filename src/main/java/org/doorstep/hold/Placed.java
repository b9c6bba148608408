package org.doorstep.hold;

import java.util.UUID;

import org.doorstep.identity.HoldKind;
import org.doorstep.problem.Problem;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** What came of placing a hold. */
public sealed interface Placed {

    /** It is open. */
    record Done(Receipt receipt) implements Placed {
    }

    /** Nothing was changed. */
    record Refused(Problem problem) implements Placed {
    }

    /**
     * What the security admin keeps as a proof.
     *
     * @param entry the log entry: to nobody whom it concerns was anything disclosed after it
     * @param people how many people it reached; who comes later is held back too
     * @param offboarding where to see what follows
     */
    @RegisterForReflection
    record Receipt(long hold, HoldKind kind, String subject, long entry, int people, UUID offboarding) {
    }
}
