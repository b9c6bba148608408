package org.doorstep.faults;

import java.time.Duration;
import java.util.Random;

/** The moments at which something breaks: random, and the same again for the same {@code -Dfaults.seed}. */
final class Chosen {

    private static final long SEED = Long.getLong("faults.seed", System.nanoTime());

    private final Random random = new Random(SEED);

    Chosen(String test) {
        System.out.printf("%s: -Dfaults.seed=%d%n", test, SEED);
    }

    /** Waits for a time between these. */
    void pause(Duration least, Duration most) {
        Installation.pause(Duration.ofMillis(random.nextLong(least.toMillis(), most.toMillis())));
    }
}
