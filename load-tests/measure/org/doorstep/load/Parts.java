package org.doorstep.load;

import org.doorstep.stack.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

import org.doorstep.stack.DemonstrationRealm;
import org.doorstep.stack.EmbeddedDatabase;
import org.doorstep.stack.EmbeddedKeycloak;
import org.doorstep.stack.EmbeddedRedis;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** PostgreSQL (durable), Redis and Keycloak for one measurement, with as many couriers who can sign in as it needs. */
final class Parts implements AutoCloseable {

    private static final String DATABASE = "doorstep_load";
    private static final Path REALM = Path.of("keycloak-realm", "doorstep-realm.json");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final EmbeddedDatabase database;
    private final EmbeddedRedis redis;
    private final EmbeddedKeycloak keycloak;

    private Parts(EmbeddedDatabase database, EmbeddedRedis redis, EmbeddedKeycloak keycloak) {
        this.database = database;
        this.redis = redis;
        this.keycloak = keycloak;
    }

    /** @param staff whom the realm knows beside the demonstration's people */
    static Parts start(Path folder, List<String> staff) {
        var keycloak = CompletableFuture.supplyAsync(
                () -> EmbeddedKeycloak.start(Path.of(System.getProperty("doorstep.keycloak.home")), realm(staff),
                        FreePort.next(), folder.resolve("keycloak.log")));
        var database = EmbeddedDatabase.start();
        EmbeddedDatabase.create(database.adminUrl("postgres"), DATABASE);
        return new Parts(database, EmbeddedRedis.start(), keycloak.join());
    }

    /** What a service needs to know of the parts. */
    Map<String, String> settings() {
        var settings = new TreeMap<>(EmbeddedDatabase.settings(database.port(), DATABASE));
        settings.putAll(EmbeddedRedis.settings(redis.port(), 0));
        settings.putAll(DemonstrationRealm.settings(keycloak.issuer()));
        return settings;
    }

    String issuer() {
        return keycloak.issuer();
    }

    int databasePort() {
        return database.port();
    }

    String databaseName() {
        return DATABASE;
    }

    /** Runs statements as the superuser. */
    void execute(String... statements) {
        try (Connection connection = connect(); var statement = connection.createStatement()) {
            for (var sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first column of the first row, as the superuser. */
    String ask(String sql) {
        try (Connection connection = connect(); var rows = connection.createStatement().executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The superuser's address of the database. */
    String adminUrl() {
        return database.adminUrl(DATABASE);
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(adminUrl());
    }

    /** PostgreSQL's first process; its children do the work. */
    long databaseProcess() {
        return Long.parseLong(ask("select (regexp_split_to_array(pg_read_file('postmaster.pid'), '\\n'))[1]"));
    }

    long redisProcess() {
        return ProcessHandle.current().descendants()
                .filter(process -> process.info().command().orElse("").contains("redis"))
                .findFirst().orElseThrow().pid();
    }

    /** The demonstration realm with the people of the load test, each made like the first demonstration courier. */
    private static String realm(List<String> staff) {
        try {
            var realm = (ObjectNode) JSON.readTree(DemonstrationRealm.json(REALM));
            var users = (ArrayNode) realm.path("users");
            ObjectNode model = null;
            for (var user : users) {
                if (user.path("username").asText().equals("courier.k1001")) {
                    model = (ObjectNode) user;
                }
            }
            for (var staffId : staff) {
                var user = model.deepCopy().put("username", "courier." + staffId.toLowerCase(Locale.ROOT));
                ((ArrayNode) user.at("/attributes/staff_id")).removeAll().add(staffId);
                ((ObjectNode) user.at("/credentials/0")).put("value", DemonstrationRealm.password(staffId));
                users.add(user);
            }
            return realm.toPrettyString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        keycloak.close();
        redis.close();
        database.close();
    }
}
