package org.doorstep.transparency;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How the log is proved. */
@ConfigMapping(prefix = "doorstep.log")
public interface TransparencyConfig {

    /**
     * What the log is called in its checkpoints: the address it is served at, without scheme and without a slash at the
     * end, such as {@code doorstep.example.com/log}. Never changed: a log of another name is another log.
     */
    String origin();

    /** How often entries are sealed. Longer: an entry can be altered unnoticed for longer. */
    @WithDefault("1S")
    Duration sealEvery();

    /** Who else signs that the log only grows, by names of your own. */
    Map<String, Witness> witnesses();

    /** How many witnesses must have cosigned the checkpoint of a proof, where that many did so. */
    @WithDefault("1")
    int quorum();

    /** How often witnesses are asked. Longer: a roll-back of the database can stay unnoticed for longer. */
    @WithDefault("1S")
    Duration witnessEvery();

    /** A witness (c2sp.org/tlog-witness). */
    interface Witness {

        /** Where it takes checkpoints: its submission prefix. */
        URI address();

        /** Its key: {@code name+id+key} with an Ed25519 cosignature key (type 04). */
        String key();
    }
}
