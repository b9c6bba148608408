package org.doorstep.http;

import java.util.Optional;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.Config;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.tls.TlsConfigurationRegistry;

/**
 * Refuses to start where TLS is set up and plain HTTP stays open beside it: a token sent to the wrong port would be sent
 * in the clear. Without certificates the service speaks plain HTTP behind whoever ends TLS for it.
 */
@Singleton
class TlsAtStart {

    private static final String PLAIN = "quarkus.http.insecure-requests";
    private static final String NAMED = "quarkus.http.tls-configuration-name";

    private final TlsConfigurationRegistry tls;
    private final Config config;

    TlsAtStart(TlsConfigurationRegistry tls, Config config) {
        this.tls = tls;
        this.config = config;
    }

    void check(@Observes StartupEvent event) {
        boolean certificate = config.getOptionalValue(NAMED, String.class).map(tls::get).orElseGet(tls::getDefault)
                .map(known -> known.getKeyStoreOptions() != null).orElse(false);
        if (LaunchMode.current() == LaunchMode.NORMAL) {
            fault(certificate, config.getOptionalValue(PLAIN, String.class)).ifPresent(fault -> {
                throw new IllegalStateException(fault);
            });
        }
    }

    /** What is wrong, if anything is. */
    static Optional<String> fault(boolean certificate, Optional<String> plain) {
        return certificate && plain.map("enabled"::equalsIgnoreCase).orElse(true)
                ? Optional.of("Start refused: there is a certificate, and plain HTTP is open beside TLS. Set " + PLAIN
                        + " to redirect or disabled.")
                : Optional.empty();
    }
}
