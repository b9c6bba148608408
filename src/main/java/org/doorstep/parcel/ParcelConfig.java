package org.doorstep.parcel;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Intake. */
@ConfigMapping(prefix = "doorstep.parcel")
public interface ParcelConfig {

    /**
     * Records stored in one transaction of a batch. More is faster and holds more in memory: about 2 KB a record.
     */
    @WithDefault("200")
    int batchSize();

    /** How far a clock that hands in records may run ahead of ours. */
    @WithDefault("5M")
    Duration clockSkew();

    /** How many days ahead runs may be planned. */
    @WithDefault("7")
    int runDaysAhead();

    /** How long a ticket may stay open at most, whatever its system says. */
    @WithDefault("30D")
    Duration ticketLifetime();
}
