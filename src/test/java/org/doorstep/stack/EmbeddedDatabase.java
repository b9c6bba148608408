package org.doorstep.stack;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/**
 * A real PostgreSQL with durability switched on, and the three roles that a database administrator makes before the
 * first migration: owner, application, auditor. Their passwords are good for this server on loopback only.
 */
public final class EmbeddedDatabase implements AutoCloseable {

    static final String OWNER = "doorstep_owner";
    static final String APPLICATION = "doorstep_app";
    static final String AUDITOR = "doorstep_auditor";

    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private final Path data;
    private volatile EmbeddedPostgres server;

    private EmbeddedDatabase(Path data, EmbeddedPostgres server) {
        this.data = data;
        this.server = server;
    }

    public static EmbeddedDatabase start() {
        try {
            return start(Files.createTempDirectory("doorstep-postgres-"));
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL did not start", e);
        }
    }

    /** Starts one that keeps its data in this empty directory. */
    public static EmbeddedDatabase start(Path data) {
        try {
            var database = new EmbeddedDatabase(data, on(data).start());
            createRoles(database.adminUrl("postgres"));
            return database;
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL did not start", e);
        }
    }

    private static EmbeddedPostgres.Builder on(Path data) {
        return EmbeddedPostgres.builder()
                .setDataDirectory(data).setCleanDataDirectory(false)
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("max_connections", "200")
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setPGStartupWait(START_LIMIT);
    }

    /** Kills the postmaster, as a fault would; what was committed stays in the data directory. */
    public void kill() {
        var postmaster = postmaster();
        var all = Stream.concat(Stream.of(postmaster), postmaster.descendants()).toList();
        Signal.KILL.send(postmaster);
        Signal.awaitEnd(all.stream());
    }

    /** Where its files are. */
    public Path data() {
        return data;
    }

    /** Starts again after {@link #kill()}: on the same data and port, recovering from the write-ahead log. */
    public void restart() {
        int port = port();
        close(server);
        try {
            server = on(data).setPort(port).start();
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL did not start again", e);
        }
    }

    /** Whether it runs: a server whose volume is full may have given up. */
    public boolean isAlive() {
        try {
            var pid = Files.readAllLines(data.resolve("postmaster.pid")).getFirst();
            return ProcessHandle.of(Long.parseLong(pid.strip())).map(ProcessHandle::isAlive).orElse(false);
        } catch (IOException _) {
            return false;
        }
    }

    /** Halts all of its processes: connections stay open and new ones are taken, but nothing answers. */
    public void suspend() {
        Signal.STOP.sendToAll(postmaster());
    }

    /** Lets it go on after {@link #suspend()}. */
    public void resume() {
        Signal.CONT.sendToAll(postmaster());
    }

    /** The process that starts all others, as it names itself in the data directory's lock file. */
    private ProcessHandle postmaster() {
        try {
            var pid = Files.readAllLines(data.resolve("postmaster.pid")).getFirst();
            return ProcessHandle.of(Long.parseLong(pid.strip())).orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL is not running", e);
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

    /** Executes statements, each in a transaction of its own. */
    public static void execute(String url, String... statements) {
        try (Connection connection = DriverManager.getConnection(url); var statement = connection.createStatement()) {
            for (var sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL refused to prepare the database", e);
        }
    }

    /** The number that a query answers with. */
    public static int count(String url, String sql) {
        try (Connection connection = DriverManager.getConnection(url);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Ends it and removes its data. */
    @Override
    public void close() {
        close(server);
        try (var files = Files.walk(data)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void close(EmbeddedPostgres server) {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
