package org.doorstep.faults;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.doorstep.stack.DemonstrationRealm;
import org.doorstep.stack.EmbeddedDatabase;
import org.doorstep.stack.EmbeddedRedis;

/** The links of one replica: it reaches every part over one of its own, so that it can be cut off alone. */
record Wires(Link database, Link redis, Link keycloak, Link siem) implements AutoCloseable {

    static Wires to(EmbeddedDatabase database, EmbeddedRedis redis, String issuer, int siem) {
        return new Wires(Link.to(database.port()), Link.to(redis.port()), Link.to(URI.create(issuer).getPort()),
                Link.to(siem));
    }

    /** Settings of a service that uses them; the migrations go to the database directly. */
    Map<String, String> settings(String issuer) {
        var keycloak = issuer.replaceFirst(":[0-9]+/", ":" + keycloak().port() + "/");
        var settings = new TreeMap<>(DemonstrationRealm.settings(keycloak));
        settings.put("quarkus.oidc.token.issuer", issuer);
        settings.put("quarkus.datasource.reactive.url", EmbeddedDatabase.settings(database.port(),
                Installation.DATABASE).get("quarkus.datasource.reactive.url"));
        settings.putAll(EmbeddedRedis.settings(redis.port(), 0));
        settings.put("doorstep.siem.port", Integer.toString(siem.port()));
        return settings;
    }

    Link of(String part) {
        return switch (part) {
            case "PostgreSQL" -> database;
            case "Redis" -> redis;
            case "Keycloak" -> keycloak;
            case "SIEM" -> siem;
            default -> throw new IllegalArgumentException(part);
        };
    }

    static List<String> parts() {
        return List.of("PostgreSQL", "Redis", "Keycloak", "SIEM");
    }

    @Override
    public void close() {
        Stream.of(database, redis, keycloak, siem).forEach(Link::close);
    }
}
