package org.doorstep.policy;

import java.nio.file.Path;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;

/** Where the policy is. */
@ConfigMapping(prefix = "doorstep.policy")
public interface PolicyConfig {

    /** A policy file to use instead of the one in the application, checked in the same way at start. */
    Optional<Path> file();
}
