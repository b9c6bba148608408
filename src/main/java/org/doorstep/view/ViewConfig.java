package org.doorstep.view;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Views. */
@ConfigMapping(prefix = "doorstep.view")
public interface ViewConfig {

    /**
     * How often a view is decided anew when what it was decided on changed before it was logged. Each time costs two
     * more round trips; after the last one the answer is 503.
     */
    @WithDefault("3")
    int attempts();

    /**
     * How long a look, the list of a run or a search may take, the log included; then the answer is 503 and nothing is
     * shown. Longer keeps people waiting while PostgreSQL hangs; shorter turns them away when its disk is slow.
     */
    @WithDefault("3S")
    Duration timeout();
}
