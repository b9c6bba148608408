package org.doorstep.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import org.doorstep.stack.DemonstrationRealm;
import org.doorstep.stack.EmbeddedDatabase;
import org.doorstep.stack.EmbeddedRedis;
import org.doorstep.stack.FreePort;
import org.doorstep.stack.LocalStack;
import org.doorstep.stack.PackagedService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Migrations run as a job with the owner's role, and the service never has that role: how Kubernetes runs it. */
@TestMethodOrder(OrderAnnotation.class)
class MigrationJobIT {

    private static final String DATABASE = "doorstep_job";
    private static final String OWNER_URL = "QUARKUS_DATASOURCE_OWNER_JDBC_URL";

    private static EmbeddedDatabase database;
    private static EmbeddedRedis redis;
    private static PackagedService service;

    @BeforeAll
    static void start() {
        database = EmbeddedDatabase.start();
        EmbeddedDatabase.create(database.adminUrl("postgres"), DATABASE);
        redis = EmbeddedRedis.start();
        service = PackagedService.launch("migration-job", asInTheCluster());
        service.awaitLive();
    }

    @AfterAll
    static void end() {
        service.close();
        redis.close();
        database.close();
    }

    @Test
    @Order(1)
    void serviceWithoutTheOwnersRoleLivesButIsNotReadyOnAnEmptyDatabase() throws IOException {
        var ready = service.health("ready");

        assertEquals(503, ready.statusCode());
        assertDown("schema", ready.body());
        assertEquals(200, service.health("live").statusCode());
    }

    @Test
    @Order(2)
    void commandWithNothingButTheOwnersRoleMigratesAndEnds() {
        assertEquals(0, migrate(Map.of()));
        assertTrue(migrations() > 0);
    }

    @Test
    @Order(3)
    void serviceIsReadyOnceTheMigrationsRan() {
        service.awaitReady();
    }

    @Test
    @Order(4)
    void commandIsHarmlessWhenThereIsNothingToDo() {
        int before = migrations();

        assertEquals(0, migrate(Map.of()));
        assertEquals(before, migrations());
    }

    @Test
    @Order(5)
    void commandFailsWhereItCannotReachTheDatabase() {
        var nowhere = "jdbc:postgresql://127.0.0.1:" + FreePort.next() + "/" + DATABASE;

        assertNotEquals(0, migrate(Map.of(OWNER_URL, nowhere)));
    }

    @Test
    @Order(6)
    void serviceThatIsToldToStopIsNotReadyAndStillAnswers() throws IOException {
        service.process().destroy();

        int ready = 200;
        while (ready == 200) {
            ready = service.health("ready").statusCode();
        }

        assertEquals(503, ready);
        assertEquals(200, service.health("live").statusCode());
        service.process().onExit().orTimeout(30, TimeUnit.SECONDS).join();
    }

    @Test
    @Order(7)
    void serviceIsNotReadyOnASchemaThatIsOlderThanItNeeds() throws IOException {
        EmbeddedDatabase.execute(database.adminUrl(DATABASE), """
                delete from flyway_schema_history
                where installed_rank = (select max(installed_rank) from flyway_schema_history)""");

        service.relaunch();
        service.awaitLive();
        var ready = service.health("ready");

        assertEquals(503, ready.statusCode());
        assertDown("schema", ready.body());
    }

    private static int migrate(Map<String, String> other) {
        var settings = ClusterSettings.of(Path.of("k8s/migrate/job.yaml"), parts());
        settings.put("QUARKUS_PROFILE", "migrate");
        settings.putAll(other);
        return PackagedService.run("migrate", settings);
    }

    /** The variables that the manifests give, with the values of the parts that run here. */
    private static Map<String, String> asInTheCluster() {
        var settings = ClusterSettings.of(Path.of("k8s/base/deployment.yaml"), parts());
        settings.put("QUARKUS_SHUTDOWN_DELAY", "2S");
        settings.put("QUARKUS_SHUTDOWN_TIMEOUT", "2S");
        return settings;
    }

    private static Map<String, String> parts() {
        var parts = new TreeMap<>(EmbeddedDatabase.settings(database.port(), DATABASE));
        parts.putAll(EmbeddedRedis.settings(redis.port(), 0));
        parts.putAll(DemonstrationRealm.settings(LocalStack.sharedIssuer()));
        return parts;
    }

    private static int migrations() {
        return EmbeddedDatabase.count(database.adminUrl(DATABASE), "select count(*) from flyway_schema_history");
    }

    private static void assertDown(String check, String body) {
        assertTrue(body.replaceAll("\\s", "").contains("\"name\":\"" + check + "\",\"status\":\"DOWN\""), body);
    }
}
