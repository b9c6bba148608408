package org.doorstep.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/**
 * A real PostgreSQL with durability switched on, and the three roles that a database administrator makes before the
 * first migration: owner, application, auditor. Their passwords are good for this server on loopback only.
 */
public final class EmbeddedDatabase implements AutoCloseable {

    static final String OWNER = "doorstep_owner";
    static final String APPLICATION = "doorstep_app";
    static final String AUDITOR = "doorstep_auditor";

    private final EmbeddedPostgres server;

    private EmbeddedDatabase(EmbeddedPostgres server) {
        this.server = server;
    }

    public static EmbeddedDatabase start() {
        try {
            var database = new EmbeddedDatabase(EmbeddedPostgres.builder()
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("full_page_writes", "on")
                    .setServerConfig("max_connections", "200")
                    .setServerConfig("listen_addresses", "127.0.0.1")
                    .setPGStartupWait(Duration.ofSeconds(60))
                    .start());
            createRoles(database.adminUrl("postgres"));
            return database;
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL did not start", e);
        }
    }

    public int port() {
        return server.getPort();
    }

    /** The superuser's JDBC address of a database; for administration and for tests that tamper. */
    public String adminUrl(String database) {
        return adminUrl(port(), database);
    }

    static String adminUrl(int port, String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=postgres";
    }

    /** Makes an empty database, dropping one of that name, owned by the owner role. */
    public static void create(String adminUrl, String name) {
        execute(adminUrl, "drop database if exists " + name + " with (force)",
                "create database " + name + " owner " + OWNER);
    }

    /** The settings by which Doorstep reaches a database of this server. */
    public static Map<String, String> settings(int port, String database) {
        return Map.of(
                "quarkus.datasource.reactive.url", "postgresql://127.0.0.1:" + port + "/" + database,
                "quarkus.datasource.username", APPLICATION,
                "quarkus.datasource.password", password(APPLICATION),
                "quarkus.datasource.owner.jdbc.url", "jdbc:postgresql://127.0.0.1:" + port + "/" + database,
                "quarkus.datasource.owner.username", OWNER,
                "quarkus.datasource.owner.password", password(OWNER));
    }

    static String password(String role) {
        return "embedded-" + role;
    }

    private static void createRoles(String adminUrl) {
        for (var role : new String[]{OWNER, APPLICATION, AUDITOR}) {
            execute(adminUrl, "create role " + role + " login password '" + password(role) + "'");
        }
    }

    private static void execute(String url, String... statements) {
        try (Connection connection = DriverManager.getConnection(url); var statement = connection.createStatement()) {
            for (var sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL refused to prepare the database", e);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
