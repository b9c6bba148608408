package org.doorstep.scim;

import java.util.Optional;

import org.doorstep.identity.Standing;
import org.doorstep.offboarding.Employment;
import org.doorstep.offboarding.StaffEvent;

/**
 * What an identity system says by writing an account. It says no more than it changed: HR's own door may say something
 * else in the same moment, and what was not meant must not undo it.
 */
final class Difference {

    private Difference() {
    }

    /** What the change of an account says; empty if nothing changes. */
    static Optional<StaffEvent> between(Employment before, Employment after) {
        boolean moved = !before.posts().equals(after.posts()) || !before.outlet().equals(after.outlet());
        if (before.standing() == after.standing()) {
            return moved ? Optional.of(new StaffEvent.Transferred(after.posts(), after.outlet())) : Optional.empty();
        }
        if (moved) {
            return Optional.of(new StaffEvent.Stated(after.standing(), after.posts(), after.outlet()));
        }
        return Optional.of(after.standing() == Standing.ACTIVE
                ? new StaffEvent.Returned(Optional.empty(), Optional.empty())
                : new StaffEvent.Suspended());
    }

    /** What a new account says. */
    static StaffEvent introducing(Employment employment) {
        return employment.standing() == Standing.ACTIVE
                ? new StaffEvent.Joined(employment.posts(), employment.outlet())
                : new StaffEvent.Stated(employment.standing(), employment.posts(), employment.outlet());
    }
}
