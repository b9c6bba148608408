package org.doorstep.offboarding;

import java.util.Comparator;

/**
 * By what events of one person are ordered. Deliveries may be late, doubled and swapped; what holds is what comes last
 * in HR's own order.
 */
public enum EventOrder {
    /** By when they take effect, and by number where that is equal. */
    EFFECTIVE_TIME(Comparator.comparing(PlacedEvent::effectiveAt).thenComparing(PlacedEvent::number)),
    /** By HR's own number; a door without numbers says what holds after all that is known when it is heard. */
    SEQUENCE(Comparator.comparing(PlacedEvent::number));

    private final Comparator<PlacedEvent> order;

    EventOrder(Comparator<PlacedEvent> byHr) {
        this.order = byHr.thenComparing(event -> !event.door().ordered()).thenComparing(EventOrder::atTheSamePlace);
    }

    /** Where HR gives two events one place, the one that takes more away counts: deny by default. */
    private static int atTheSamePlace(PlacedEvent one, PlacedEvent other) {
        return one.door().ordered()
                ? Comparator.comparing(PlacedEvent::takesAway).thenComparing(PlacedEvent::arrival).compare(one, other)
                : Long.compare(one.arrival(), other.arrival());
    }

    Comparator<PlacedEvent> comparator() {
        return order;
    }
}
