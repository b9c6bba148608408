package org.doorstep.stack;

import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.UUID;

import org.doorstep.demonstration.Transmitter;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/**
 * Gives the tests the stack that Maven started, or one of their own when they run in an editor; always with a
 * database and a Redis database of their own.
 */
public final class LocalStackResource implements QuarkusTestResourceLifecycleManager {

    /** Settings that the tests read too, also beside a packaged service, as system properties. */
    private static final String FOR_TESTS = "doorstep.test.";
    private static final String DATABASE = "doorstep_test";

    private @org.jspecify.annotations.Nullable LocalStack own;

    @Override
    public Map<String, String> start() {
        var running = LocalStack.running(LocalStack.file());
        if (running.isEmpty()) {
            own = LocalStack.start();
            running = new Properties();
            running.putAll(own.settings());
        }
        var settings = testSettings(running);
        settings.forEach((name, value) -> {
            if (name.startsWith(FOR_TESTS)) {
                System.setProperty(name, value);
            }
        });
        return settings;
    }

    private static Map<String, String> testSettings(Properties running) {
        int postgres = Integer.parseInt(running.getProperty(LocalStack.POSTGRES_PORT));
        EmbeddedDatabase.create(EmbeddedDatabase.adminUrl(postgres, "postgres"), DATABASE);
        var settings = new TreeMap<>(EmbeddedDatabase.settings(postgres, DATABASE));
        settings.putAll(EmbeddedRedis.settings(Integer.parseInt(running.getProperty(LocalStack.REDIS_PORT)), 1));
        settings.putAll(DemonstrationRealm.settings(running.getProperty("quarkus.oidc.auth-server-url")));
        settings.putAll(Transmitter.settings());
        settings.put("quarkus.http.host", "127.0.0.1");
        settings.put("doorstep.test.issuer", running.getProperty("quarkus.oidc.auth-server-url"));
        settings.put("doorstep.test.admin-url", EmbeddedDatabase.adminUrl(postgres, DATABASE));
        settings.put("doorstep.test.redis-port", running.getProperty(LocalStack.REDIS_PORT));
        settings.put("doorstep.log.origin", "doorstep.test/log");
        settings.putAll(Trunk.settings());
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
