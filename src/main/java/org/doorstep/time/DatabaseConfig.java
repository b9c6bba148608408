package org.doorstep.time;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How long the database may be silent. */
@ConfigMapping(prefix = "doorstep.database")
public interface DatabaseConfig {

    /**
     * A connection on which nothing came or went for so long is closed, and what waited for it fails; it must be more
     * than any statement may take, the questions of an investigation (doorstep.investigation.timeout) and the sealing
     * (60 s) included. Longer: the service stays unavailable for longer after a firewall or a failed-over database has
     * forgotten its connections.
     */
    @WithDefault("70S")
    Duration silence();
}
