package org.doorstep.verifier;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.zip.GZIPInputStream;

import org.jspecify.annotations.Nullable;

/** A log over HTTP. */
final class HttpTiles implements TileSource {

    private static final int TRIES = 4;
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final int LARGEST = 20_000_000;

    private final String prefix;
    private final @Nullable String token;
    private final HttpClient client = HttpClient.newBuilder().connectTimeout(LIMIT)
            .followRedirects(HttpClient.Redirect.NEVER).build();

    /** @param token that bundles want, if one was given */
    HttpTiles(String prefix, @Nullable String token) {
        this.prefix = prefix.endsWith("/") ? prefix : prefix + "/";
        this.token = token;
    }

    @Override
    public byte[] checkpoint() {
        byte[] checkpoint = get("checkpoint");
        if (checkpoint == null) {
            throw new CannotCheck("There is no log at " + prefix + ".");
        }
        return checkpoint;
    }

    @Override
    public byte @Nullable [] read(TilePath path) {
        return get(path.toString());
    }

    byte @Nullable [] get(String path) {
        var request = HttpRequest.newBuilder(address(path)).timeout(LIMIT).header("Accept-Encoding", "gzip, identity");
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        for (int attempt = 1;; attempt++) {
            try {
                var answer = client.send(request.build(), BodyHandlers.ofByteArray());
                switch (answer.statusCode()) {
                    case 200 -> {
                        return body(answer);
                    }
                    case 404 -> {
                        return null;
                    }
                    case 401, 403 -> throw new CannotCheck("The log does not show " + path + " (status "
                            + answer.statusCode() + "): give an auditor's token with --token-file.");
                    default -> pause(attempt, path, "status " + answer.statusCode(), null);
                }
            } catch (IOException e) {
                pause(attempt, path, "no answer", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CannotCheck("Stopped.", e);
            }
        }
    }

    private URI address(String path) {
        try {
            return URI.create(prefix + path);
        } catch (IllegalArgumentException e) {
            throw new CannotCheck("Not an address: " + prefix, e);
        }
    }

    private static void pause(int attempt, String path, String why, @Nullable Exception cause) {
        if (attempt == TRIES) {
            throw new CannotCheck("The log did not give " + path + " (" + why + ").", cause);
        }
        try {
            Thread.sleep(FIRST_PAUSE.multipliedBy(1L << attempt));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotCheck("Stopped.", e);
        }
    }

    private static byte[] body(HttpResponse<byte[]> answer) throws IOException {
        if (!answer.headers().firstValue("Content-Encoding").orElse("").equals("gzip")) {
            return answer.body();
        }
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
            return in.readNBytes(LARGEST);
        }
    }
}
