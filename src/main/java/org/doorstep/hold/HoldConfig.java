package org.doorstep.hold;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Holding access back. */
@ConfigMapping(prefix = "doorstep.hold")
public interface HoldConfig {

    /** How long the first of the two keys that release a hold waits for the second. Longer: it is forgotten longer. */
    @WithDefault("1H")
    Duration keyLifetime();
}
