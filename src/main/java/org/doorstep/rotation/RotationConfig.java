package org.doorstep.rotation;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How keys change. */
@ConfigMapping(prefix = "doorstep.rotation")
interface RotationConfig {

    /** How long a change that was asked for waits for its approval. */
    @WithDefault("24h")
    Duration valid();

    /** How many rows move to a new key in one transaction: more is faster, and locks rows for longer. */
    @WithDefault("500")
    int batch();

    /** The pause between two of them: less is faster, and leaves less of the database to everybody else. */
    @WithDefault("50ms")
    Duration pause();

    /** How often each node looks whether anything is to be moved. */
    @WithDefault("5s")
    Duration look();

    /** How long checkpoints are signed with the old keys too: how long witnesses and auditors have to take the new. */
    @WithDefault("30d")
    Duration logOverlap();
}
