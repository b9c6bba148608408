package org.doorstep.bridge;

import java.time.Duration;

/**
 * What a telephone side can do; shown to operators, and what it cannot is written on the entries that it concerns.
 *
 * @param decidesPerCall whether Doorstep is asked at every call; otherwise calls connect by what was bound
 * @param liveDrop whether a call that is up can be ended from here
 * @param shortestLife the shortest life of a binding that it takes
 * @param longestLife the longest
 * @param pairsPerNumber how many pairs one number may serve at once
 */
public record Capabilities(boolean decidesPerCall, boolean liveDrop, Duration shortestLife, Duration longestLife,
        int pairsPerNumber) {

    /** The life that the telephone side takes and that is nearest to this one. */
    Duration within(Duration life) {
        if (life.compareTo(shortestLife) < 0) {
            return shortestLife;
        }
        return life.compareTo(longestLife) > 0 ? longestLife : life;
    }
}
