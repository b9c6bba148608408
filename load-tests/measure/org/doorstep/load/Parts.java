package org.doorstep.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
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

    static Parts start(Path folder) {
        var keycloak = CompletableFuture.supplyAsync(
                () -> EmbeddedKeycloak.start(Path.of(System.getProperty("doorstep.keycloak.home")), realm(),
                        EmbeddedKeycloak.freePort(), folder.resolve("keycloak.log")));
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

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(database.adminUrl(DATABASE));
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

    /** The demonstration realm with the couriers of the load test, each made like the first demonstration courier. */
    private static String realm() {
        try {
            var realm = (ObjectNode) JSON.readTree(DemonstrationRealm.json(REALM));
            var users = (ArrayNode) realm.path("users");
            ObjectNode model = null;
            for (var user : users) {
                if (user.path("username").asText().equals("courier.k1001")) {
                    model = (ObjectNode) user;
                }
            }
            for (var courier : Courier.ALL) {
                var user = model.deepCopy().put("username", courier.username());
                ((ArrayNode) user.at("/attributes/staff_id")).removeAll().add(courier.staffId());
                ((ObjectNode) user.at("/credentials/0")).put("value", DemonstrationRealm.password(courier.staffId()));
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
