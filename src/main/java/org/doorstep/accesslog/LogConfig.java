package org.doorstep.accesslog;

import java.time.Duration;
import java.time.Period;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Reading the log and what becomes of old entries. */
@ConfigMapping(prefix = "doorstep.log")
public interface LogConfig {

    /** How often an open tail looks for news, and whether its reader still may. Shorter: more small queries. */
    @WithDefault("1S")
    Duration tailLook();

    /** How often a quiet tail is given a sign of life, so that nobody in between cuts it. */
    @WithDefault("20S")
    Duration tailHeartbeat();

    /** How often an open tail is noted in the log anew. Longer: fewer entries, and a coarser record of who watched. */
    @WithDefault("5M")
    Duration tailNote();

    /**
     * How long reasons, recipients and network addresses stay in the log; the database refuses less than three years
     * (Personal Information Protection Law, art. 56). What else an entry says is never erased.
     */
    @WithDefault("P3Y")
    Period keepDetail();

    /** How often old detail is looked for. Longer: it goes later. */
    @WithDefault("1M")
    Duration eraseEvery();

    /** Entries whose detail is erased at a time, 10,000 at most. More: a longer transaction, that sealing waits for. */
    @WithDefault("500")
    int eraseAtOnce();

    /** How long a request for an export may wait to be approved and taken. Longer: an approval is about older needs. */
    @WithDefault("24H")
    Duration exportValid();
}
