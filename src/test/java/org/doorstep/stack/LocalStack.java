package org.doorstep.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

import org.doorstep.demonstration.Demonstration;

/**
 * PostgreSQL, Redis and Keycloak together on free ports. As a process of its own ({@link #main}) it writes the
 * settings by which Doorstep reaches the parts into a properties file, loads the demonstration day into the service
 * when one comes up in development mode, and ends with the process that started it,
 * however that one ends.
 */
public final class LocalStack implements AutoCloseable {

    static final String FILE = "doorstep.stack.file";
    static final String KEYCLOAK_HOME = "doorstep.keycloak.home";
    static final String PID = "doorstep.stack.pid";
    static final String POSTGRES_PORT = "doorstep.stack.postgres-port";
    static final String REDIS_PORT = "doorstep.stack.redis-port";
    static final String DATABASE = "doorstep";

    private final EmbeddedDatabase database;
    private final EmbeddedRedis redis;
    private final EmbeddedKeycloak keycloak;

    private LocalStack(EmbeddedDatabase database, EmbeddedRedis redis, EmbeddedKeycloak keycloak) {
        this.database = database;
        this.redis = redis;
        this.keycloak = keycloak;
    }

    public static LocalStack start() {
        var keycloak = CompletableFuture.supplyAsync(EmbeddedKeycloak::start);
        var database = EmbeddedDatabase.start();
        EmbeddedDatabase.create(database.adminUrl("postgres"), DATABASE);
        return new LocalStack(database, EmbeddedRedis.start(), keycloak.join());
    }

    /** What Doorstep needs to know of the parts, as Quarkus settings. */
    public Map<String, String> settings() {
        var settings = new TreeMap<>(EmbeddedDatabase.settings(database.port(), DATABASE));
        settings.putAll(EmbeddedRedis.settings(redis.port(), 0));
        settings.putAll(DemonstrationRealm.settings(keycloak.issuer()));
        settings.putAll(Trunk.settings());
        settings.put(POSTGRES_PORT, Integer.toString(database.port()));
        settings.put(REDIS_PORT, Integer.toString(redis.port()));
        settings.put(PID, Long.toString(ProcessHandle.current().pid()));
        return settings;
    }

    /** The issuer of the stack that Maven started, which tests that leave Keycloak alone share. */
    public static String sharedIssuer() {
        var issuer = running(file()).getProperty("quarkus.oidc.auth-server-url");
        if (issuer == null) {
            throw new IllegalStateException("no stack is running; Maven's test-compile phase starts it");
        }
        return issuer;
    }

    /** Where the settings of the running stack are. */
    static Path file() {
        return Path.of(System.getProperty(FILE, "target/local-stack.properties"));
    }

    @Override
    public void close() {
        keycloak.close();
        redis.close();
        database.close();
    }

    /** Starts the parts, writes the settings file and waits for the parent's end. */
    public static void main(String[] arguments) throws Exception {
        var parent = ProcessHandle.current().parent().orElseThrow();
        try (var stack = start()) {
            write(stack.settings(), Path.of(System.getProperty(FILE)));
            Demonstration.beside(stack.keycloak.issuer(), System.out);
            parent.onExit().join();
        }
        System.exit(0);
    }

    private static void write(Map<String, String> settings, Path file) {
        var properties = new Properties();
        properties.putAll(settings);
        try {
            var draft = Files.createTempFile(file.getParent(), "local-stack", ".tmp");
            try (var out = Files.newBufferedWriter(draft)) {
                properties.store(out, "The parts that are running now");
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The settings file of a stack that is still running, or empty properties. */
    static Properties running(Path file) {
        var properties = new Properties();
        if (Files.isReadable(file)) {
            try (var in = Files.newBufferedReader(file)) {
                properties.load(in);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        var pid = properties.getProperty(PID);
        var alive = pid != null && ProcessHandle.of(Long.parseLong(pid)).filter(ProcessHandle::isAlive).isPresent();
        return alive && answers(properties) ? properties : new Properties();
    }

    /** A process id may be somebody else's by now: the parts are there if one of them answers. */
    private static boolean answers(Properties properties) {
        try (var _ = new Socket(InetAddress.getLoopbackAddress(),
                Integer.parseInt(properties.getProperty(POSTGRES_PORT)))) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
