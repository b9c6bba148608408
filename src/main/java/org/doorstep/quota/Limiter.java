package org.doorstep.quota;

import java.util.List;

import io.smallrye.mutiny.Uni;

/** Spends limits. */
interface Limiter {

    /** Spends all limits or none, atomically. */
    Uni<Spending> spend(List<Limit> limits);
}
