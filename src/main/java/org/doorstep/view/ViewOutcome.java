package org.doorstep.view;

import org.doorstep.problem.Problem;
import org.doorstep.quota.Spending;

/** How a look ended. Either way its entry is in the log. */
sealed interface ViewOutcome {

    /** The fields may be answered: the entry of this number is committed. */
    record Shown(long entryId, ParcelView view, Facts.Lease lease, Spending.Remaining remaining)
            implements
                ViewOutcome {
    }

    /** Nothing is shown. */
    record Refused(Problem problem) implements ViewOutcome {
        static ViewOutcome of(Problem problem) {
            return new Refused(problem);
        }
    }
}
