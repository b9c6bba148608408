package org.doorstep.identity;

import java.util.List;
import java.util.Optional;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.Config;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;

/**
 * Refuses to start with a secret that is blank, shipped as a sample or never filled in
 * (寄递服务用户个人信息安全管理规定 (2014), art. 31: no default passwords). Development and tests may.
 */
@Singleton
class SecretsAtStart {

    private static final List<String> NEEDED = List.of("quarkus.datasource.password",
            "quarkus.oidc-client.credentials.secret");
    /** Needed where the service itself migrates; a service that does not is not given it. */
    private static final String OWNER_PASSWORD = "quarkus.datasource.owner.password";
    private static final String OWNER_ACTIVE = "quarkus.datasource.owner.active";
    private static final List<String> OPTIONAL = List.of("quarkus.redis.password");

    private final Config config;

    SecretsAtStart(Config config) {
        this.config = config;
    }

    void check(@Observes StartupEvent event) {
        if (LaunchMode.current() == LaunchMode.NORMAL) {
            NEEDED.forEach(this::require);
            if (config.getOptionalValue(OWNER_ACTIVE, Boolean.class).orElse(true)) {
                require(OWNER_PASSWORD);
            }
            OPTIONAL.forEach(name -> refuse(name, config.getOptionalValue(name, String.class)));
        }
    }

    private void require(String name) {
        refuse(name, config.getOptionalValue(name, String.class).or(() -> Optional.of("")));
    }

    private static void refuse(String name, Optional<String> secret) {
        secret.map(SecretsAtStart::fault).filter(fault -> !fault.isEmpty()).ifPresent(fault -> {
            throw new IllegalStateException("Start refused: " + name + " " + fault
                    + ". Set a secret of your own, of at least 12 characters.");
        });
    }

    /** What is wrong with a secret; empty if nothing is. Never tells the secret. */
    static String fault(String secret) {
        var lower = secret.toLowerCase(java.util.Locale.ROOT);
        if (secret.isBlank()) {
            return "is missing";
        }
        if (lower.startsWith("sample") || lower.contains("change-me") || lower.contains("changeme")) {
            return "is a sample";
        }
        if (secret.startsWith("${")) {
            return "is a placeholder that nobody filled in";
        }
        return secret.length() < 12 ? "is too short" : "";
    }
}
