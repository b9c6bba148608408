package org.doorstep.faults;

import java.time.Duration;
import java.util.Random;

/**
 * Something that breaks, for a while.
 *
 * @param part what is hit: a service, a part, or the way from one to the other
 * @param least for how long, at least
 * @param most for how long, at most
 * @param halted the replica that answers nobody meanwhile, or an empty text
 * @param life whether a node begins a new life with it
 */
record Fault(String part, String what, Duration least, Duration most, Runnable begin, Runnable end, String halted,
        boolean life) {

    static Fault of(String part, String what, int leastMillis, int mostMillis, Runnable begin, Runnable end) {
        return new Fault(part, what, Duration.ofMillis(leastMillis), Duration.ofMillis(mostMillis), begin, end, "",
                false);
    }

    Fault halting(String replica) {
        return new Fault(part, what, least, most, begin, end, replica, life);
    }

    Fault ofALife() {
        return new Fault(part, what, least, most, begin, end, halted, true);
    }

    Duration time(Random random) {
        return Duration.ofMillis(random.nextLong(least.toMillis(), most.toMillis() + 1));
    }
}
