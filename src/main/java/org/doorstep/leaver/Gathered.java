package org.doorstep.leaver;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All that a report is made of.
 *
 * @param acts the leaver's entries in the window, oldest first
 * @param cut whether there were more, older ones
 * @param assigned parcels that were in their run on a day of the window
 * @param ticketed parcels of tickets that were theirs in the window
 * @param devices since when each device is known as theirs
 */
record Gathered(List<LoggedAct> acts, boolean cut, Set<String> assigned, Set<String> ticketed,
        Map<String, Instant> devices) {

    Gathered {
        acts = List.copyOf(acts);
        assigned = Set.copyOf(assigned);
        ticketed = Set.copyOf(ticketed);
        devices = Map.copyOf(devices);
    }
}
