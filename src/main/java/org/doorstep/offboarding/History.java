package org.doorstep.offboarding;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Everything that was said of one person, as it was heard. Pure. */
record History(List<PlacedEvent> events) {

    History {
        events = List.copyOf(events);
    }

    /** What it comes to, whatever the order in which it was heard. */
    Employment employment(EventOrder order) {
        return Employment.of(events.stream().sorted(order.comparator()).map(PlacedEvent::event).toList());
    }

    /** Whether an event comes last of its kind in HR's order. */
    boolean isLastOfItsKind(PlacedEvent event, EventOrder order) {
        return events.stream().filter(other -> other.event().kind().equals(event.event().kind()))
                .allMatch(other -> order.comparator().compare(other, event) < 0);
    }

    /** With one more event, heard last. */
    History with(PlacedEvent event) {
        var all = new ArrayList<>(events);
        all.add(event);
        return new History(all);
    }

    /**
     * The place of an event that holds from now, after all that is known: the clocks of several nodes, and of HR, may
     * differ.
     */
    PlacedEvent last(StaffEvent event, Door door, Instant now) {
        var latest = events.stream().map(PlacedEvent::effectiveAt).max(Instant::compareTo).orElse(Instant.EPOCH);
        var number = events.stream().mapToLong(PlacedEvent::number).max().orElse(0);
        var after = latest.plus(1, ChronoUnit.MICROS);
        return new PlacedEvent(event, door, now.isBefore(after) ? after : now, number, nextArrival());
    }

    /** The place of an event that says itself from when it holds. */
    PlacedEvent placed(StaffEvent event, Door door, Instant effectiveAt, long number) {
        return new PlacedEvent(event, door, effectiveAt, number, nextArrival());
    }

    private long nextArrival() {
        return 1 + events.stream().mapToLong(PlacedEvent::arrival).max().orElse(0);
    }
}
