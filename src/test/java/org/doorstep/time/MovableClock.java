package org.doorstep.time;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.atomic.AtomicReference;

import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;

/** A clock of the service under test, for tests that have it go wrong. Nothing packaged holds it. */
@Alternative
@Singleton
public class MovableClock extends Clock {

    private final Clock right;
    private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);

    MovableClock(@ConfigProperty(name = "doorstep.zone", defaultValue = "Asia/Shanghai") ZoneId zone) {
        this.right = Clock.system(zone);
    }

    /** It is ahead by this time from now on; behind, if that is negative. */
    public void goAhead(Duration time) {
        ahead.set(time);
    }

    /** It tells the machine's time again. */
    public void goRight() {
        goAhead(Duration.ZERO);
    }

    @Override
    public ZoneId getZone() {
        return right.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return Clock.offset(right.withZone(zone), ahead.get());
    }

    @Override
    public Instant instant() {
        return right.instant().plus(ahead.get());
    }
}
