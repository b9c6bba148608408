package org.doorstep.offboarding;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What HR says, and what follows. */
@ConfigMapping(prefix = "doorstep.offboarding")
public interface OffboardingConfig {

    /** By what HR's events are ordered. Choose once: the history that is kept is read anew with every event. */
    @WithDefault("EFFECTIVE_TIME")
    EventOrder order();

    /** How far HR's clock may be ahead. Longer: an event dated wrongly by so much counts over later ones. */
    @WithDefault("5M")
    Duration clockSkew();

    /**
     * How long a node that took a step in hand has for it; then another node tries it. Longer: a killed node's steps
     * wait longer. Must be longer than Keycloak may take for an answer.
     */
    @WithDefault("20S")
    Duration claim();

    /** How often a node looks for steps and lists that are due. Longer: what another node left behind waits longer. */
    @WithDefault("1S")
    Duration poll();

    /** The first wait after a failed try; doubled with every further one. */
    @WithDefault("1S")
    Duration firstRetry();

    /** The longest wait between tries. */
    @WithDefault("5M")
    Duration lastRetry();

    /**
     * When the leaver's audit is begun, after the fence. It reads thousands of entries; sooner, it takes the processor
     * from what ends access of others.
     */
    @WithDefault("1M")
    Duration auditAfter();
}
