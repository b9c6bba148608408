package org.doorstep.hr;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** HR's systems. */
@ConfigMapping(prefix = "doorstep.hr")
public interface HrConfig {

    /**
     * The keys that sign HR's events, by names of your own; each counts until it is taken out, so that keys can be
     * changed without a gap. {@code whsec_…} is a shared secret of 24 to 64 bytes, {@code whpk_…} an ed25519 public key
     * (Standard Webhooks 1.0).
     */
    Map<String, String> webhookKeys();

    /** How old or how far ahead a delivery may be. Longer: a stolen delivery can be sent again for longer. */
    @WithDefault("5M")
    Duration tolerance();

    /** How long HR may be silent before an alarm is raised; without it nobody waits for HR. */
    Optional<Duration> heartbeat();

    /** How often it is looked whether HR was silent for too long; an alarm may come so much later. */
    @WithDefault("10S")
    Duration heartbeatCheck();

    /**
     * The share of active people who may lose access by one full list, unless the list itself says how many. Higher: a
     * list that was cut short by a mistake suspends more people.
     */
    @WithDefault("0.05")
    double rosterMostEnded();
}
