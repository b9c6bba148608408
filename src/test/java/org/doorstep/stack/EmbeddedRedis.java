package org.doorstep.stack;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import redis.embedded.core.ExecutableProvider;

/**
 * A real Redis on loopback that keeps an append-only file, as one in production must: killed and started again on its
 * port, it still knows what it counted. It can be halted, and lose all it knew, too.
 */
public final class EmbeddedRedis implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(20);
    private static final Duration STEP = Duration.ofMillis(20);
    private static final byte[] PING = "PING\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PONG = "+PONG".getBytes(StandardCharsets.US_ASCII);
    private static @Nullable File binary;

    private final int port;
    private final Path data;
    private final Thread endWithThisJvm = new Thread(this::kill, "redis-end");
    private volatile Process process;

    private EmbeddedRedis(int port) {
        this.port = port;
        this.data = temporary();
        this.process = launch();
        Runtime.getRuntime().addShutdownHook(endWithThisJvm);
    }

    public static EmbeddedRedis start() {
        return start(FreePort.next());
    }

    public static EmbeddedRedis start(int port) {
        var redis = new EmbeddedRedis(port);
        redis.awaitAnswer();
        return redis;
    }

    public int port() {
        return port;
    }

    /** The settings by which Doorstep reaches this server. */
    public static Map<String, String> settings(int port, int database) {
        return Map.of("quarkus.redis.hosts", "redis://127.0.0.1:" + port + "/" + database);
    }

    /** Ends it at once, as a fault would. */
    public void kill() {
        process.destroyForcibly();
        Signal.awaitEnd(Stream.of(process.toHandle()));
    }

    /** Starts again after {@link #kill()}, on the same port, with the data it had. */
    public void restart() {
        process = launch();
        awaitAnswer();
    }

    /** Starts again after {@link #kill()}, on the same port, empty. */
    public void restartEmpty() {
        deleteData();
        restart();
    }

    /** Halts it: connections stay open and new ones are taken, but nothing answers. */
    public void suspend() {
        Signal.STOP.send(process.toHandle());
    }

    /** Lets it go on after {@link #suspend()}. */
    public void resume() {
        Signal.CONT.send(process.toHandle());
    }

    /** Every command that changed something since its start, one char a byte: the append-only files. */
    public String written() {
        var written = new StringBuilder();
        try (var files = Files.walk(data)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                written.append(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
            return written.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        kill();
        deleteData();
        data.toFile().delete();
        try {
            Runtime.getRuntime().removeShutdownHook(endWithThisJvm);
        } catch (IllegalStateException e) {
            // The JVM is ending already, and the hook with it.
        }
    }

    private Process launch() {
        try {
            return new ProcessBuilder(binary().getPath(), "--port", Integer.toString(port), "--bind", "127.0.0.1",
                    "--save", "", "--appendonly", "yes", "--dir", data.toString())
                    .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        } catch (IOException e) {
            throw new UncheckedIOException("Redis did not start", e);
        }
    }

    /** The executable, taken out of its artifact once. */
    private static synchronized File binary() throws IOException {
        var known = binary;
        if (known == null) {
            known = ExecutableProvider.newJarResourceProvider().get();
            binary = known;
        }
        return known;
    }

    private void deleteData() {
        try (var files = Files.walk(data)) {
            files.filter(Files::isRegularFile).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("doorstep-redis-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitAnswer() {
        long end = System.nanoTime() + START_LIMIT.toNanos();
        while (!answers()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new IllegalStateException("Redis did not start on port " + port);
            }
            pause();
        }
    }

    private boolean answers() {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) START_LIMIT.toMillis());
            socket.getOutputStream().write(PING);
            return Arrays.equals(socket.getInputStream().readNBytes(PONG.length), PONG);
        } catch (IOException e) {
            return false;
        }
    }

    private static void pause() {
        try {
            Thread.sleep(STEP);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for Redis", e);
        }
    }
}
