package org.doorstep.scim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.Set;

import org.doorstep.identity.Post;
import org.doorstep.identity.Standing;
import org.doorstep.offboarding.Employment;
import org.doorstep.offboarding.StaffEvent;
import org.junit.jupiter.api.Test;

/** An identity system says no more than it changed. */
class DifferenceTest {

    private static final Set<Post> COURIER = Set.of(Post.COURIER_DELIVERY);
    private static final Set<Post> SORTER = Set.of(Post.SORTER);
    private static final Employment ACTIVE = new Employment(Standing.ACTIVE, COURIER, "SH-PD-01");
    private static final Employment SUSPENDED = new Employment(Standing.SUSPENDED, COURIER, "SH-PD-01");

    @Test
    void whatChangesNothingSaysNothing() {
        assertEquals(Optional.empty(), Difference.between(ACTIVE, ACTIVE));
    }

    @Test
    void theSwitchAloneSaysNothingOfPosts() {
        assertEquals(Optional.of(new StaffEvent.Suspended()), Difference.between(ACTIVE, SUSPENDED));
        assertEquals(Optional.of(new StaffEvent.Returned(Optional.empty(), Optional.empty())),
                Difference.between(SUSPENDED, ACTIVE));
    }

    @Test
    void aChangeOfPostOrOutletSaysNothingOfTheStanding() {
        assertEquals(Optional.of(new StaffEvent.Transferred(SORTER, "SH-PD-01")),
                Difference.between(SUSPENDED, new Employment(Standing.SUSPENDED, SORTER, "SH-PD-01")));
        assertEquals(Optional.of(new StaffEvent.Transferred(COURIER, "SH-XH-02")),
                Difference.between(ACTIVE, new Employment(Standing.ACTIVE, COURIER, "SH-XH-02")));
    }

    @Test
    void aChangeOfBothSaysAllOfIt() {
        assertEquals(Optional.of(new StaffEvent.Stated(Standing.SUSPENDED, SORTER, "SH-PD-01")),
                Difference.between(ACTIVE, new Employment(Standing.SUSPENDED, SORTER, "SH-PD-01")));
    }

    @Test
    void aNewAccountJoinsAndOneThatIsOffIsStated() {
        assertEquals(new StaffEvent.Joined(COURIER, "SH-PD-01"), Difference.introducing(ACTIVE));
        assertEquals(new StaffEvent.Stated(Standing.SUSPENDED, COURIER, "SH-PD-01"),
                Difference.introducing(SUSPENDED));
    }
}
