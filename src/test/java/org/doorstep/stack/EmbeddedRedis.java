package org.doorstep.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

import redis.embedded.RedisServer;

/** A real Redis on loopback. It can be stopped and started again on its port, as faults do. */
public final class EmbeddedRedis implements AutoCloseable {

    private final int port;
    private final RedisServer server;

    private EmbeddedRedis(int port, RedisServer server) {
        this.port = port;
        this.server = server;
    }

    public static EmbeddedRedis start() {
        return start(EmbeddedKeycloak.freePort());
    }

    public static EmbeddedRedis start(int port) {
        try {
            var server = RedisServer.newRedisServer().port(port).bind("127.0.0.1")
                    .setting("save \"\"").setting("appendonly no").build();
            server.start();
            return new EmbeddedRedis(port, server);
        } catch (IOException e) {
            throw new UncheckedIOException("Redis did not start", e);
        }
    }

    public int port() {
        return port;
    }

    /** The settings by which Doorstep reaches this server. */
    public static Map<String, String> settings(int port, int database) {
        return Map.of("quarkus.redis.hosts", "redis://127.0.0.1:" + port + "/" + database);
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
