package org.doorstep.parcel;

import org.doorstep.problem.Problem;

/** What came of one record that was handed in. */
sealed interface IntakeResult {

    /** It is stored now, or was by the same request before. */
    record Created(String waybill) implements IntakeResult {
    }

    /** The very same record was handed in before. */
    record Unchanged(String waybill) implements IntakeResult {
    }

    /** Nothing of it is stored. */
    record Refused(Problem problem) implements IntakeResult {
    }
}
