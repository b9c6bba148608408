package org.doorstep.demonstration;

import java.util.List;

/**
 * A parcel with what has happened to it so far.
 *
 * @param courier staff id of the courier who has it or had it last; empty while nobody of the outlet had it
 * @param steps   the moves after CREATED, in order; CREATED itself is the intake
 */
public record PlannedParcel(GeneratedParcel parcel, String courier, List<Step> steps) {

    public PlannedParcel {
        steps = List.copyOf(steps);
    }

    /** Where the parcel stands now. */
    public String stage() {
        return steps.isEmpty() ? "CREATED" : steps.getLast().stage();
    }

    public boolean hasCourier() {
        return !courier.isEmpty();
    }
}
