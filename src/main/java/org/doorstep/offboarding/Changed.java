package org.doorstep.offboarding;

import org.doorstep.problem.Problem;

/** What came of an event. */
public sealed interface Changed {

    /** It is in the history, and its entry in the log. */
    record Done(Receipt receipt) implements Changed {
    }

    /** Nothing was changed. */
    record Refused(Problem problem) implements Changed {
    }
}
