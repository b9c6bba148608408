package org.doorstep.investigation;

import java.time.Duration;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How far an officer's questions may go. */
@ConfigMapping(prefix = "doorstep.investigation")
public interface InvestigationConfig {

    /** How many phones or waybills a leaked list may name. More: about a kilobyte of memory each while it is asked. */
    @WithDefault("100000")
    @Min(5)
    @Max(100_000)
    int mostListed();

    /** How long one question may take. Longer: a question over all years holds one connection for that long. */
    @WithDefault("60S")
    Duration timeout();

    /** How many people an answer ranks at most. */
    @WithDefault("50")
    @Min(1)
    @Max(1000)
    int mostRanked();
}
