package org.doorstep.stream;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Telling open screens. */
@ConfigMapping(prefix = "doorstep.stream")
public interface StreamConfig {

    /**
     * How often a node looks itself whether anybody with an open screen has lost access: what the push through Redis
     * did not bring is seen then. Shorter: one small query more.
     */
    @WithDefault("2S")
    Duration look();

    /** How often a quiet stream is given a sign of life, so that nobody in between cuts it. */
    @WithDefault("20S")
    Duration heartbeat();

    /** Streams of one person on one node; the oldest gives way. Each holds a connection. */
    @WithDefault("4")
    int perPerson();
}
