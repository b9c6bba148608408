package org.doorstep.view;

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
}
