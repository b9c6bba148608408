package org.doorstep.demonstration;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

import org.doorstep.stack.DemonstrationRealm;

import com.fasterxml.jackson.databind.ObjectMapper;

/** Speaks to Doorstep's public API and to the demonstration realm, as other systems would. */
public final class DoorstepClient {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String service;
    private final String issuer;

    /**
     * @param service the service's address without a slash at its end
     * @param issuer the demonstration realm's issuer
     */
    public DoorstepClient(String service, String issuer) {
        this.service = service;
        this.issuer = issuer;
    }

    /** The service's address. */
    String service() {
        return service;
    }

    /** A token of a person, through the demonstration's direct-grant client. */
    public String personToken(String username, String staffId) {
        return token(Map.of("grant_type", "password", "client_id", DemonstrationRealm.DIRECT_CLIENT, "scope", "openid",
                "username", username, "password", DemonstrationRealm.password(staffId)));
    }

    /** A token of a machine's service account. */
    public String machineToken(String client) {
        return token(Map.of("grant_type", "client_credentials", "client_id", client, "client_secret",
                DemonstrationRealm.secret(client)));
    }

    private String token(Map<String, String> form) {
        var body = form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        var answer = exchange(HttpRequest.newBuilder(URI.create(issuer + "/protocol/openid-connect/token"))
                .header("Content-Type", "application/x-www-form-urlencoded").POST(BodyPublishers.ofString(body)));
        return tree(answer).path("access_token").asText();
    }

    /** Sends JSON; fails unless the answer is a success. */
    public HttpResponse<String> send(String method, String path, String token, Object body) {
        return exchange(request(path, token, "application/json").method(method, BodyPublishers.ofString(json(body))));
    }

    /** Reads JSON; fails unless the answer is a success. */
    public HttpResponse<String> get(String path, String token) {
        return exchange(request(path, token, "application/json").GET());
    }

    /** Sends JSON without waiting. */
    public CompletableFuture<HttpResponse<String>> sendAsync(String method, String path, String token, Object body) {
        var request = request(path, token, "application/json").method(method, BodyPublishers.ofString(json(body)));
        return http.sendAsync(request.build(), BodyHandlers.ofString()).thenApply(DoorstepClient::succeeded);
    }

    /** Streams records, one JSON object a line; the result lines as they come. */
    public InputStream stream(String path, String token, BodyPublisher lines) {
        try {
            var request = request(path, token, "application/x-ndjson").POST(lines).timeout(Duration.ofMinutes(30));
            return http.send(request.build(), BodyHandlers.ofInputStream()).body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Whether the service says that it is ready. */
    public boolean ready() {
        try {
            return http.send(HttpRequest.newBuilder(URI.create(service + "/q/health/ready")).timeout(LIMIT).build(),
                    BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private HttpRequest.Builder request(String path, String token, String type) {
        return HttpRequest.newBuilder(URI.create(service + path)).timeout(LIMIT)
                .header("Authorization", "Bearer " + token).header("Content-Type", type)
                .header("Doorstep-Device", "demonstration");
    }

    private HttpResponse<String> exchange(HttpRequest.Builder request) {
        try {
            return succeeded(http.send(request.build(), BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static HttpResponse<String> succeeded(HttpResponse<String> answer) {
        if (answer.statusCode() >= 300) {
            throw new IllegalStateException(answer.request().method() + " " + answer.uri() + ": "
                    + answer.statusCode() + " " + answer.body());
        }
        return answer;
    }

    private static String json(Object body) {
        try {
            return JSON.writeValueAsString(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static com.fasterxml.jackson.databind.JsonNode tree(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted", e);
    }
}
