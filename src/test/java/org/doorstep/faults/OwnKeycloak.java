package org.doorstep.faults;

import org.doorstep.stack.EmbeddedKeycloak;

/** A Keycloak that tests of this package may break and mend: started once, since that takes long; ends with the JVM. */
final class OwnKeycloak {

    private static final EmbeddedKeycloak KEYCLOAK = start();

    private OwnKeycloak() {
    }

    private static EmbeddedKeycloak start() {
        var keycloak = EmbeddedKeycloak.start();
        Runtime.getRuntime().addShutdownHook(new Thread(keycloak::close, "own-keycloak-end"));
        return keycloak;
    }

    static EmbeddedKeycloak get() {
        return KEYCLOAK;
    }
}
