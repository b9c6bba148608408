package org.doorstep.policy;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Objects;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.quarkus.runtime.Startup;

/** Produces the {@link Policy}, read and checked when the service starts. */
class PolicySource {

    private static final String IN_APPLICATION = "/policy/policy.yaml";

    @Produces
    @Singleton
    @Startup
    Policy policy(PolicyConfig config) {
        try (var text = open(config)) {
            return PolicyFile.read(text);
        } catch (IOException e) {
            throw new UncheckedIOException("The policy file cannot be read", e);
        }
    }

    private static Reader open(PolicyConfig config) throws IOException {
        if (config.file().isPresent()) {
            return Files.newBufferedReader(config.file().orElseThrow());
        }
        InputStream packaged = Objects.requireNonNull(PolicySource.class.getResourceAsStream(IN_APPLICATION));
        return new InputStreamReader(packaged, StandardCharsets.UTF_8);
    }
}
