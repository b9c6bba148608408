package org.doorstep.quota;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Limits, and what holds while Redis is lost. */
@ConfigMapping(prefix = "doorstep.quota")
public interface QuotaConfig {

    /** How long to wait for Redis before the local allowance is used. Longer delays every view while Redis hangs. */
    @WithDefault("300MS")
    Duration redisTimeout();

    /**
     * Distinct parcels that this node lets pass for each limit and day while Redis is lost, at most; 0 refuses at
     * once. The most that can be seen beyond a limit is this times the number of nodes.
     */
    @WithDefault("20")
    int localAllowance();

    /** Limits that this node keeps count of while Redis is lost; when they are too many, it refuses. */
    @WithDefault("20000")
    int localLimits();
}
