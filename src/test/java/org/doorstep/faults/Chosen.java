package org.doorstep.faults;

import java.time.Duration;
import java.util.Random;

import org.jboss.logging.Logger;

/** The moments at which something breaks: random, and the same again for the same {@code -Dfaults.seed}. */
final class Chosen {

    private static final Logger LOG = Logger.getLogger(Chosen.class);
    private static final long SEED = Long.getLong("faults.seed", System.nanoTime());

    private final Random random = new Random(SEED);

    Chosen(String test) {
        LOG.infof("%s: -Dfaults.seed=%d", test, SEED);
    }

    /** Waits for a time between these. */
    void pause(Duration least, Duration most) {
        Installation.pause(Duration.ofMillis(random.nextLong(least.toMillis(), most.toMillis())));
    }
}
