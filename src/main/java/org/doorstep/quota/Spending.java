package org.doorstep.quota;

import java.util.Optional;

/** What came of spending a set of limits: all of them or none. */
public sealed interface Spending {

    /**
     * All limits had room, or had counted the member before.
     *
     * @param first the first limit that was given, and what it has left
     */
    record Spent(Remaining first) implements Spending {
    }

    /** A limit is used up; nothing was spent. */
    record Exhausted(Limit limit) implements Spending {
    }

    /** Redis is lost and so is the local allowance. */
    record Unknown() implements Spending {
    }

    /** How much of a limit is left; empty while Redis is lost and nobody knows. */
    record Remaining(Limit limit, Optional<Integer> left) {
        static Remaining unknown(Limit limit) {
            return new Remaining(limit, Optional.empty());
        }
    }
}
