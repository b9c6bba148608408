package org.doorstep.parcel;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** Where a parcel is in its life. Its legal moves are {@link #next()}; there are no others. */
public enum Stage {
    CREATED, ASSIGNED_PICKUP, PICKED_UP, HUB, OUTLET, OUT_FOR_DELIVERY, SIGNED, EXCEPTION, RETURNING, CLAIM, CLOSED;

    private static final Map<Stage, Set<Stage>> NEXT = new EnumMap<>(Map.ofEntries(
            Map.entry(CREATED, EnumSet.of(ASSIGNED_PICKUP, CLOSED)),
            Map.entry(ASSIGNED_PICKUP, EnumSet.of(PICKED_UP, CLOSED)),
            Map.entry(PICKED_UP, EnumSet.of(HUB, OUTLET, EXCEPTION)),
            Map.entry(HUB, EnumSet.of(HUB, OUTLET, EXCEPTION)),
            Map.entry(OUTLET, EnumSet.of(OUT_FOR_DELIVERY, SIGNED, HUB, EXCEPTION, RETURNING)),
            Map.entry(OUT_FOR_DELIVERY, EnumSet.of(SIGNED, OUTLET, EXCEPTION, RETURNING)),
            Map.entry(SIGNED, EnumSet.of(CLAIM, CLOSED)),
            Map.entry(EXCEPTION, EnumSet.of(HUB, OUTLET, OUT_FOR_DELIVERY, RETURNING, CLAIM)),
            Map.entry(RETURNING, EnumSet.of(HUB, OUTLET, EXCEPTION, CLAIM, CLOSED)),
            Map.entry(CLAIM, EnumSet.of(CLOSED)),
            Map.entry(CLOSED, EnumSet.noneOf(Stage.class))));

    /** The stages that may follow; from hub to hub is a move too. */
    public Set<Stage> next() {
        return Set.copyOf(NEXT.get(this));
    }

    /** Whether the parcel is with one of the company's places in this stage, so that the place must be named. */
    boolean atAPlace() {
        return this == HUB || this == OUTLET;
    }
}
