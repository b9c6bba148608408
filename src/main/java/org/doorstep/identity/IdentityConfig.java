package org.doorstep.identity;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Who is asking. */
@ConfigMapping(prefix = "doorstep.identity")
public interface IdentityConfig {

    /**
     * Tokens that were verified and are remembered until they expire, at most; 0 verifies every time. Each takes about
     * 5 KB. A key that Keycloak withdraws counts for a token remembered until that token expires, minutes later.
     */
    @WithDefault("5000")
    int verifiedTokens();
}
