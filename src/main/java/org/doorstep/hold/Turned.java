package org.doorstep.hold;

import java.time.Instant;
import java.util.UUID;

import org.doorstep.identity.HoldKind;
import org.doorstep.problem.Problem;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** What came of turning a key. */
sealed interface Turned {

    /**
     * It was the first: the hold stands until another security admin turns the second.
     *
     * @param firstKeyBy who turned it
     * @param until by when the second must be turned
     */
    @RegisterForReflection
    record First(long hold, HoldKind kind, String subject, String firstKeyBy, Instant until, long entry)
            implements
                Turned {
    }

    /**
     * It was the second: the hold is released.
     *
     * @param offboarding where to see that a person's account is switched on again, if HR says so
     */
    @RegisterForReflection
    record Released(long hold, HoldKind kind, String subject, String firstKeyBy, String secondKeyBy, long entry,
            UUID offboarding) implements Turned {
    }

    /** Nothing was changed. */
    record Refused(Problem problem) implements Turned {
    }
}
