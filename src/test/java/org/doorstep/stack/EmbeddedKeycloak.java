package org.doorstep.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * A real Keycloak with the demonstration realm, on loopback, in a process of its own.
 * Each has a fresh copy of the same prepared data, so what one run changes no other run sees. The first start ever, and
 * the first after the realm has changed, prepares that data ({@link PreparedKeycloak}) and takes longer.
 */
public final class EmbeddedKeycloak implements AutoCloseable {

    /** The bootstrap administrator of the master realm: name and sample password are the same for every run. */
    public static final String ADMIN = "admin";
    static final String ADMIN_PASSWORD = "Demo-admin-parcel";

    private static final String REALM = "doorstep";
    private static final Path PRODUCTION_REALM = Path.of("keycloak-realm", "doorstep-realm.json");
    private static final Path UNPACKED = Path.of(".local");
    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final Duration STEP = Duration.ofMillis(100);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final KeycloakHome home;
    private final int port;
    private final Path log;
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(ANSWER_LIMIT).build();
    private final Thread endWithThisJvm = new Thread(this::kill, "keycloak-end");
    private volatile Process process;

    private EmbeddedKeycloak(KeycloakHome home, int port, Path log) {
        this.home = home;
        this.port = port;
        this.log = log;
        this.process = launch();
    }

    /** Starts on a free port with the distribution that the build unpacked and the realm file of this project. */
    public static EmbeddedKeycloak start() {
        return start(FreePort.next());
    }

    /** Starts on the given port with the distribution that the build unpacked and the realm file of this project. */
    public static EmbeddedKeycloak start(int port) {
        return start(unpacked(), DemonstrationRealm.json(PRODUCTION_REALM), port, Path.of("target", "keycloak.log"));
    }

    /**
     * Starts Keycloak and returns when the realm answers.
     *
     * @param distribution the unpacked distribution; its folder is written to (augmented build, prepared data)
     * @param realm the realm to import, as JSON
     * @param port the port on loopback
     * @param log the file that takes Keycloak's output
     * @throws IllegalStateException if it ends, or does not answer within three minutes; the message has the log's end
     */
    public static EmbeddedKeycloak start(Path distribution, String realm, int port, Path log) {
        KeycloakHome.requireDistribution(distribution);
        Path data = PreparedKeycloak.data(distribution.toAbsolutePath(), realm, log.toAbsolutePath());
        KeycloakHome home = KeycloakHome.fresh(distribution.toAbsolutePath());
        home.copyData(data);
        return begin(home, port, log.toAbsolutePath());
    }

    /** Starts in a home as it is: for a home with the realm still to be imported. */
    static EmbeddedKeycloak begin(KeycloakHome home, int port, Path log) {
        var keycloak = new EmbeddedKeycloak(home, port, log);
        Runtime.getRuntime().addShutdownHook(keycloak.endWithThisJvm);
        try {
            keycloak.awaitRealm();
            return keycloak;
        } catch (RuntimeException e) {
            keycloak.close();
            throw e;
        }
    }

    /** The server's own address, without a slash at its end. */
    public String url() {
        return "http://localhost:" + port;
    }

    /** The issuer of the realm's tokens. */
    public String issuer() {
        return url() + "/realms/" + REALM;
    }

    /** The server's process, for measurements. */
    public ProcessHandle handle() {
        return process.descendants().findFirst().orElse(process.toHandle());
    }

    /** An access token by name and password, through the demonstration's own client. */
    public String token(String username, String password) {
        return accessToken(tokens(Map.of("grant_type", "password", "client_id", DemonstrationRealm.DIRECT_CLIENT,
                "scope", "openid", "username", username, "password", password)));
    }

    /** An access token of a machine's own account. */
    public String clientToken(String clientId, String secret) {
        return accessToken(
                tokens(Map.of("grant_type", "client_credentials", "client_id", clientId, "client_secret", secret)));
    }

    /** An access token of the master realm's administrator; it lives one minute. */
    public String adminToken() {
        return accessToken(post(url() + "/realms/master/protocol/openid-connect/token", Map.of("grant_type", "password",
                "client_id", "admin-cli", "username", ADMIN, "password", ADMIN_PASSWORD)));
    }

    /** The token end point's answer to a form, whatever it is. */
    public HttpResponse<String> tokens(Map<String, String> form) {
        return post(issuer() + "/protocol/openid-connect/token", form);
    }

    /** Ends the process at once, as a fault would; the data stays. */
    public void kill() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        children.forEach(child -> child.onExit().orTimeout(10, TimeUnit.SECONDS).join());
    }

    /** Starts again after {@link #kill()}, on the same port, with the same data. */
    public void restart() {
        process = launch();
        awaitRealm();
    }

    /** Ends the process in good order, so that what it writes at its end is complete. */
    void stop() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                children.forEach(ProcessHandle::destroyForcibly);
                throw new IllegalStateException("Keycloak does not stop; its log ends:\n" + logTail());
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Ends the process and removes its data; the log stays. */
    @Override
    public void close() {
        kill();
        home.delete();
        try {
            Runtime.getRuntime().removeShutdownHook(endWithThisJvm);
        } catch (IllegalStateException e) {
            // The JVM is ending already, and the hook with it.
        }
    }

    /** The distribution that the build names, or else (in an editor) the newest one it has unpacked. */
    private static Path unpacked() {
        String named = System.getProperty(LocalStack.KEYCLOAK_HOME);
        if (named != null) {
            return Path.of(named);
        }
        try (Stream<Path> folders = Files.list(UNPACKED)) {
            return folders.filter(folder -> folder.getFileName().toString().startsWith("keycloak-"))
                    .max(Comparator.naturalOrder()).orElse(UNPACKED);
        } catch (IOException e) {
            return UNPACKED;
        }
    }

    private Process launch() {
        try {
            Files.createDirectories(log.getParent());
            return home.command(port).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitRealm() {
        long end = System.nanoTime() + START_LIMIT.toNanos();
        while (!realmAnswers()) {
            if (!process.isAlive()) {
                throw new IllegalStateException("Keycloak ended while starting; its log ends:\n" + logTail());
            }
            if (System.nanoTime() > end) {
                throw new IllegalStateException(
                        "Keycloak did not answer within " + START_LIMIT + "; its log ends:\n" + logTail());
            }
            pause();
        }
    }

    private boolean realmAnswers() {
        URI discovery = URI.create(issuer() + "/.well-known/openid-configuration");
        try {
            return http.send(HttpRequest.newBuilder(discovery).timeout(ANSWER_LIMIT).build(), BodyHandlers.discarding())
                    .statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private HttpResponse<String> post(String uri, Map<String, String> form) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(uri)).timeout(ANSWER_LIMIT)
                .header("Content-Type", "application/x-www-form-urlencoded").POST(BodyPublishers.ofString(encode(form)))
                .build();
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    static String encode(Map<String, String> form) {
        return form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private static String accessToken(HttpResponse<String> answer) {
        if (answer.statusCode() != 200) {
            throw new IllegalStateException("no token: " + answer.statusCode() + " " + answer.body());
        }
        try {
            JsonNode body = JSON.readTree(answer.body());
            return body.path("access_token").asText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String logTail() {
        try {
            List<String> lines = new ArrayList<>(Files.readAllLines(log));
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
        return new IllegalStateException("interrupted while waiting for Keycloak", e);
    }
}
