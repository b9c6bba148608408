package org.doorstep.quota;

import java.util.List;

import io.smallrye.mutiny.Uni;

/** Spends limits. */
interface Limiter {

    /**
     * Spends all limits or none, atomically.
     *
     * @param paid whether the look was paid for before, as a lease that is still open: it passes and costs nothing
     */
    Uni<Spending> spend(List<Limit> limits, boolean paid);
}
