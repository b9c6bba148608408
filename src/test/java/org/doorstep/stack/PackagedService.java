package org.doorstep.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Doorstep as it is packaged, in a process of its own on a port of its own: it can be killed, and several replicas can
 * run on one database. Replicas must be given the same root key file. It is the native executable after a build of one,
 * and else the jar in a JVM.
 */
public final class PackagedService implements AutoCloseable {

    private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");
    /** Set by the build of a native executable: the tests then run on that. */
    private static final Optional<Path> EXECUTABLE = Optional.ofNullable(System.getProperty("native.image.path"))
            .map(Path::of);
    private static final String HEAP = "-Xmx256m";
    private static final Path FOLDER = Path.of("target", "packaged-service");
    /** A short life: starting fast counts for more than the last bit of speed. */
    private static final List<String> QUICK = List.of(HEAP, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
    private static final Duration START_LIMIT = Duration.ofSeconds(120);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);
    private static final Duration STEP = Duration.ofMillis(50);

    private final int port = FreePort.next();
    private final List<String> flags;
    private final Map<String, String> settings;
    private final Path log;
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Thread endWithThisJvm = new Thread(this::kill, "service-end");
    private volatile Process process;

    private PackagedService(String name, List<String> flags, Map<String, String> settings) {
        this.flags = List.copyOf(flags);
        this.settings = new TreeMap<>(settings);
        this.settings.put("quarkus.http.host", "127.0.0.1");
        this.settings.put("quarkus.http.port", Integer.toString(port));
        this.settings.putIfAbsent("doorstep.vault.root-key-file", file(name + ".key").toString());
        this.settings.putIfAbsent("doorstep.log.origin", "doorstep.test/" + name);
        this.log = file(name + ".log");
        this.process = launch();
        Runtime.getRuntime().addShutdownHook(endWithThisJvm);
    }

    /**
     * Starts a service and returns when it is ready.
     *
     * @param name names its log file and, unless the settings do, its root key file
     * @param settings where its parts are, and whatever else differs from its defaults
     * @throws IllegalStateException if it ends, or is not ready within two minutes; the message has the log's end
     */
    public static PackagedService start(String name, Map<String, String> settings) {
        var service = launch(name, settings);
        service.awaitReady();
        return service;
    }

    /** Starts a service without waiting for it. */
    public static PackagedService launch(String name, Map<String, String> settings) {
        return launch(name, QUICK, settings);
    }

    /** The same with flags of the JVM, which a native executable does not take. */
    public static PackagedService launch(String name, List<String> flags, Map<String, String> settings) {
        return new PackagedService(name, flags, settings);
    }

    /** Runs it as a command that ends by itself, with no settings but these; its exit code. */
    public static int run(String name, Map<String, String> settings) {
        var process = launch(QUICK, settings, file(name + ".log"));
        try {
            if (!process.waitFor(START_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("the command does not end");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** A file beside the log files, under "target": gone with the next clean build. */
    public static Path file(String name) {
        return FOLDER.resolve(name);
    }

    /** Its address, without a slash at its end. */
    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** The file that takes its output, of all its lives. */
    public Path log() {
        return log;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Whether it is a native executable. */
    public static boolean isNative() {
        return EXECUTABLE.isPresent();
    }

    /** What the process holds of the machine's memory. */
    public long residentBytes() {
        try (var lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:")).map(line -> line.replaceAll("\\D", ""))
                    .mapToLong(Long::parseLong).sum() * 1024;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The answer of a health check: {@code ready}, {@code live} or {@code started}. */
    public HttpResponse<String> health(String check) throws IOException {
        try {
            return http.send(HttpRequest.newBuilder(URI.create(url() + "/q/health/" + check)).timeout(ANSWER_LIMIT)
                    .build(), BodyHandlers.ofString());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Waits until it says that it is ready. */
    public void awaitReady() {
        await("ready");
    }

    /** Waits until it says that it lives, ready or not. */
    public void awaitLive() {
        await("live");
    }

    private void await(String check) {
        long end = System.nanoTime() + START_LIMIT.toNanos();
        while (!up(check)) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new IllegalStateException("the service is not " + check + "; its log ends:\n" + logTail());
            }
            pause();
        }
    }

    private boolean up(String check) {
        try {
            return health(check).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** Ends it at once, as a fault would. */
    public void kill() {
        process.destroyForcibly();
        Signal.awaitEnd(Stream.of(process.toHandle()));
    }

    /** Halts it where it stands: connections stay open and new ones are taken, but nothing answers. */
    public void suspend() {
        Signal.STOP.send(process.toHandle());
    }

    /** Lets it go on after {@link #suspend()}. */
    public void resume() {
        Signal.CONT.send(process.toHandle());
    }

    /** Ends it in good order. */
    public void stop() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("the service does not stop; its log ends:\n" + logTail());
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Starts again after {@link #kill()} or {@link #stop()}, with the same settings and port, without waiting. */
    public void relaunch() {
        process = launch();
    }

    /** Starts again after {@link #kill()} or {@link #stop()}, and returns when it is ready. */
    public void restart() {
        relaunch();
        awaitReady();
    }

    /** Ends it; the log and the key file stay. */
    @Override
    public void close() {
        kill();
        try {
            Runtime.getRuntime().removeShutdownHook(endWithThisJvm);
        } catch (IllegalStateException e) {
            // The JVM is ending already, and the hook with it.
        }
    }

    /** Its process. */
    public ProcessHandle process() {
        return process.toHandle();
    }

    private Process launch() {
        return launch(flags, settings, log);
    }

    private static Process launch(List<String> flags, Map<String, String> settings, Path log) {
        var program = EXECUTABLE.orElse(JAR);
        if (!Files.isReadable(program)) {
            throw new IllegalStateException("no " + program + "; the build's package phase makes it");
        }
        try {
            Files.createDirectories(FOLDER);
            var builder = new ProcessBuilder(command(flags, settings)).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            settings.forEach((name, value) -> {
                if (isVariable(name)) {
                    builder.environment().put(name, value);
                }
            });
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> command(List<String> flags, Map<String, String> settings) {
        var command = new ArrayList<String>();
        command.add(EXECUTABLE.orElse(Path.of(System.getProperty("java.home"), "bin", "java")).toString());
        command.addAll(EXECUTABLE.isPresent() ? List.of(HEAP) : flags);
        settings.forEach((name, value) -> {
            if (!isVariable(name)) {
                command.add("-D" + name + "=" + value);
            }
        });
        if (EXECUTABLE.isEmpty()) {
            command.addAll(List.of("-jar", JAR.toString()));
        }
        return command;
    }

    /** A setting that is named like a variable of the environment is given as one. */
    private static boolean isVariable(String name) {
        return name.equals(name.toUpperCase(Locale.ROOT));
    }

    private String logTail() {
        try {
            var lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
        } catch (IOException e) {
            return "(no log: " + log + ")";
        }
    }

    private static void pause() {
        try {
            Thread.sleep(STEP);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted while waiting for the service", e);
    }
}
