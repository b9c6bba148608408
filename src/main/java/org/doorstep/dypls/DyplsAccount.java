package org.doorstep.dypls;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.regex.Pattern;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.quarkus.runtime.StartupEvent;

/** The account that numbers are bound with. Settings that cannot be worked with stop the start, not the first call. */
@ApplicationScoped
class DyplsAccount {

    static final String NAME = "dypls";

    private static final Pattern KEY = Pattern.compile("[0-9A-Za-z._-]{8,128}");
    private static final Pattern POOL = Pattern.compile("[0-9A-Za-z]{4,64}");
    private static final Pattern SECRET = Pattern.compile("[!-~&&[^$]]{12,}");
    private static final Pattern IN_ADDRESS = Pattern.compile("[0-9A-Za-z_-]{32,128}");

    private final DyplsConfig config;
    private final boolean selected;

    DyplsAccount(DyplsConfig config,
            @ConfigProperty(name = "doorstep.bridge.provider", defaultValue = "none") String provider) {
        this.config = config;
        this.selected = provider.equals(NAME);
        if (selected) {
            check(config);
        }
    }

    void start(@Observes StartupEvent event) {
    }

    private static void check(DyplsConfig config) {
        need("access-key-id", config.accessKeyId().filter(text -> KEY.matcher(text).matches()));
        need("access-key-secret", config.accessKeySecret().filter(text -> SECRET.matcher(text).matches()));
        need("pool-key", config.poolKey().filter(text -> POOL.matcher(text).matches()));
        need("report-secret", config.reportSecret().filter(text -> IN_ADDRESS.matcher(text).matches()));
        need("endpoint", Optional.of(config.endpoint()).filter(DyplsAccount::isConfidential)
                .filter(url -> url.getPath().isEmpty()));
        need("tries", Optional.of(config.tries()).filter(tries -> tries >= 1));
    }

    /** Never tells what the setting is. */
    private static void need(String setting, Optional<?> value) {
        if (value.isEmpty()) {
            throw new IllegalStateException("Start refused: doorstep.dypls." + setting
                    + " is missing or malformed, and doorstep.bridge.provider is " + NAME);
        }
    }

    /** TLS, or a stand-in on this machine. */
    private static boolean isConfidential(URI url) {
        return "https".equals(url.getScheme()) || "http".equals(url.getScheme()) && "127.0.0.1".equals(url.getHost());
    }

    /** Whether numbers are bound over Dypls here; otherwise its address answers as if there were none. */
    boolean selected() {
        return selected;
    }

    /** Whether a report came to the address that only Dypls knows; takes as long for a wrong one. */
    boolean isOurs(String secret) {
        return selected && MessageDigest.isEqual(secret.getBytes(StandardCharsets.UTF_8),
                config.reportSecret().orElseThrow().getBytes(StandardCharsets.UTF_8));
    }

    String poolKey() {
        return config.poolKey().orElseThrow();
    }

    AccessKey accessKey() {
        return new AccessKey(config.accessKeyId().orElseThrow(), config.accessKeySecret().orElseThrow());
    }
}
