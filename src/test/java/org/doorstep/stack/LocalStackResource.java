package org.doorstep.stack;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.UUID;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/**
 * Gives the tests the stack that Maven started, or one of their own when they run in an editor; always with a
 * database and a Redis database of their own.
 */
public final class LocalStackResource implements QuarkusTestResourceLifecycleManager {

    private static final String DATABASE = "doorstep_test";

    private @org.jspecify.annotations.Nullable LocalStack own;

    @Override
    public Map<String, String> start() {
        var running = LocalStack.running(Path.of(System.getProperty(LocalStack.FILE, "target/local-stack.properties")));
        if (running.isEmpty()) {
            own = LocalStack.start();
            running = new Properties();
            running.putAll(own.settings());
        }
        return testSettings(running);
    }

    private static Map<String, String> testSettings(Properties running) {
        int postgres = Integer.parseInt(running.getProperty(LocalStack.POSTGRES_PORT));
        EmbeddedDatabase.create(EmbeddedDatabase.adminUrl(postgres, "postgres"), DATABASE);
        var settings = new TreeMap<>(EmbeddedDatabase.settings(postgres, DATABASE));
        settings.putAll(EmbeddedRedis.settings(Integer.parseInt(running.getProperty(LocalStack.REDIS_PORT)), 1));
        settings.put("quarkus.oidc.auth-server-url", running.getProperty("quarkus.oidc.auth-server-url"));
        settings.put("doorstep.test.admin-url", EmbeddedDatabase.adminUrl(postgres, DATABASE));
        settings.put("doorstep.test.redis-port", running.getProperty(LocalStack.REDIS_PORT));
        settings.put("doorstep.vault.root-key-file", "target/test-root-" + UUID.randomUUID() + ".key");
        return settings;
    }

    @Override
    public void stop() {
        if (own != null) {
            own.close();
        }
    }
}
