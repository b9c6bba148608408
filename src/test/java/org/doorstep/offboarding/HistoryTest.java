package org.doorstep.offboarding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

import org.doorstep.identity.Post;
import org.doorstep.identity.Standing;
import org.junit.jupiter.api.Test;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds is what HR said last in HR's own order, however it was delivered. */
class HistoryTest {

    private static final Instant DAY = Instant.parse("2026-11-01T00:00:00Z");
    private static final Set<Post> COURIER = Set.of(Post.COURIER_DELIVERY);
    private static final Set<Post> SORTER = Set.of(Post.SORTER);

    @Property(tries = 2_000)
    void orderOfDeliveryDoesNotMatter(@ForAll("histories") List<StaffEvent> said, @ForAll long seed,
            @ForAll EventOrder order) {
        var heard = placed(said);
        var expected = Employment.of(said);
        Collections.shuffle(heard, new Random(seed));

        assertEquals(expected, new History(heard).employment(order));
    }

    @Property(tries = 1_000)
    void whoIsHeardLastOfAllDoesNotMatterEither(@ForAll("histories") List<StaffEvent> said, @ForAll long seed) {
        var heard = placed(said);
        Collections.shuffle(heard, new Random(seed));
        var growing = new History(List.of());
        for (var event : heard) {
            growing = growing.with(event);
        }

        assertEquals(Employment.of(said), growing.employment(EventOrder.EFFECTIVE_TIME));
    }

    @Property(tries = 1_000)
    void whatTakesMoreAwayCountsAtOneInstant(@ForAll("histories") List<StaffEvent> said, @ForAll long seed) {
        var heard = new ArrayList<PlacedEvent>();
        for (var event : said) {
            heard.add(new PlacedEvent(event, Door.HR_WEBHOOK, DAY, 0, heard.size()));
        }
        heard.add(new PlacedEvent(new StaffEvent.Left(), Door.HR_WEBHOOK, DAY, 0, heard.size()));
        Collections.shuffle(heard, new Random(seed));

        assertEquals(Standing.LEFT, new History(heard).employment(EventOrder.EFFECTIVE_TIME).standing());
    }

    @Test
    void lateReturnDoesNotUndoANewerLeave() {
        var joined = at(new StaffEvent.Joined(COURIER, "SH-PD-01"), 1);
        var suspended = at(new StaffEvent.Suspended(), 2);
        var returned = at(new StaffEvent.Returned(Optional.empty(), Optional.empty()), 3);
        var left = at(new StaffEvent.Left(), 4);

        var employment = new History(List.of(joined, suspended, left, returned)).employment(EventOrder.EFFECTIVE_TIME);

        assertEquals(Standing.LEFT, employment.standing());
    }

    @Test
    void transferTakesTheOldPostsAndGivesTheNew() {
        var before = new Employment(Standing.ACTIVE, COURIER, "SH-PD-01");

        var after = before.after(new StaffEvent.Transferred(SORTER, "SH-HB-01"));

        assertEquals(new Employment(Standing.ACTIVE, SORTER, "SH-HB-01"), after);
        assertTrue(after.endsSomethingOf(before));
    }

    @Test
    void whoLeftHasNoPostsToReturnTo() {
        var left = new Employment(Standing.ACTIVE, COURIER, "SH-PD-01").after(new StaffEvent.Left());

        assertEquals(Set.of(), left.after(new StaffEvent.Returned(Optional.empty(), Optional.empty())).posts());
    }

    @Test
    void numberGoesBeforeTimeWhereHrNumbersItsEvents() {
        var left = new PlacedEvent(new StaffEvent.Left(), Door.HR_WEBHOOK, DAY, 9, 1);
        var joined = new PlacedEvent(new StaffEvent.Joined(COURIER, "SH-PD-01"), Door.HR_WEBHOOK, DAY.plusSeconds(60),
                8, 2);

        var history = new History(List.of(left, joined));

        assertEquals(Standing.LEFT, history.employment(EventOrder.SEQUENCE).standing());
        assertEquals(Standing.ACTIVE, history.employment(EventOrder.EFFECTIVE_TIME).standing());
    }

    @Test
    void doorWithoutOrderComesAfterAllThatIsKnown() {
        var joined = at(new StaffEvent.Joined(COURIER, "SH-PD-01"), 5);
        var history = new History(List.of(joined));

        var suspended = history.last(new StaffEvent.Suspended(), Door.SCIM, DAY);

        for (var order : EventOrder.values()) {
            assertEquals(Standing.SUSPENDED, history.with(suspended).employment(order).standing());
        }
    }

    @Test
    void moreRightsEndNothing() {
        var before = new Employment(Standing.ACTIVE, COURIER, "SH-PD-01");
        var more = new Employment(Standing.ACTIVE, Set.of(Post.COURIER_DELIVERY, Post.COURIER_PICKUP), "SH-PD-01");

        assertFalse(more.endsSomethingOf(before));
        assertTrue(before.endsSomethingOf(more));
    }

    private static PlacedEvent at(StaffEvent event, int number) {
        return new PlacedEvent(event, Door.HR_WEBHOOK, DAY.plusSeconds(number), number, 0);
    }

    private static List<PlacedEvent> placed(List<StaffEvent> said) {
        var placed = new ArrayList<PlacedEvent>();
        for (var event : said) {
            placed.add(at(event, placed.size() + 1));
        }
        return placed;
    }

    @Provide
    Arbitrary<List<StaffEvent>> histories() {
        var posts = Arbitraries.of(COURIER, SORTER, Set.of(Post.COURIER_PICKUP, Post.COURIER_DELIVERY));
        var outlet = Arbitraries.of("SH-PD-01", "SH-XH-02");
        return Arbitraries.oneOf(
                posts.flatMap(all -> outlet.map(place -> (StaffEvent) new StaffEvent.Joined(all, place))),
                Arbitraries.just(new StaffEvent.Left()), Arbitraries.just(new StaffEvent.Suspended()),
                posts.optional().map(all -> new StaffEvent.Returned(all, Optional.empty())),
                posts.flatMap(all -> outlet.map(place -> new StaffEvent.Transferred(all, place))),
                Arbitraries.just(new StaffEvent.PhoneChanged()),
                Arbitraries.of(Standing.class).flatMap(
                        standing -> posts.map(all -> new StaffEvent.Stated(standing, all, "SH-PD-01"))))
                .list().ofMinSize(1).ofMaxSize(12);
    }
}
