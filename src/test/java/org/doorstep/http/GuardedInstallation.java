package org.doorstep.http;

import java.nio.file.Path;
import java.util.Map;

import io.quarkus.test.junit.QuarkusTestProfile;

/** Doorstep with its own certificate and every demand switched on: the strictest that can be set. */
public final class GuardedInstallation implements QuarkusTestProfile {

    private static final Path FOLDER = Path.of("target", "certificates");

    /** A path that nobody gets to without a certificate. */
    static final String CLOSED = "/v1/hr/events";

    /** What was made, once for both the service and the tests, whose classes are loaded apart. */
    @Override
    public Map<String, String> getConfigOverrides() {
        var service = Certificate.of(FOLDER, "service");
        var machine = Certificate.of(FOLDER, "machine");
        Certificate.of(FOLDER, "stranger");
        return Map.ofEntries(Map.entry("quarkus.http.tls-configuration-name", "doors"),
                Map.entry("quarkus.tls.doors.key-store.pem.0.cert", service.pem().toString()),
                Map.entry("quarkus.tls.doors.key-store.pem.0.key", service.key().toString()),
                Map.entry("quarkus.tls.doors.trust-store.pem.certs", machine.pem().toString()),
                Map.entry("quarkus.http.test-ssl-port", "0"),
                Map.entry("quarkus.http.idle-timeout", "2S"),
                Map.entry("quarkus.http.limits.max-connections", "40"),
                Map.entry("doorstep.identity.dpop", "REQUIRED_FOR_COURIERS"),
                Map.entry("doorstep.identity.machines", "BOUND_TOKEN"),
                Map.entry("doorstep.identity.certificate-paths", CLOSED + ",/v1/signals"));
    }

    static Certificate made(String alias) {
        return new Certificate(alias, FOLDER.resolve(alias + ".p12"), FOLDER.resolve(alias + ".crt"),
                FOLDER.resolve(alias + ".key"));
    }
}
