package org.doorstep.faults;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;

import org.doorstep.stack.PackagedService;

/** Every checkpoint that anybody could have read from these services while something breaks. */
final class Published implements AutoCloseable {

    private static final Duration STEP = Duration.ofMillis(40);
    private static final Duration LIMIT = Duration.ofSeconds(3);

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Set<String> checkpoints = new ConcurrentSkipListSet<>();
    private final List<CompletableFuture<Void>> readers;
    private volatile boolean running = true;

    private Published(List<PackagedService> services) {
        readers = services.stream().map(service -> CompletableFuture.runAsync(() -> read(service),
                task -> Thread.ofVirtual().start(task))).toList();
    }

    static Published read(List<PackagedService> services) {
        return new Published(services);
    }

    /** What a service shows now. */
    static String get(PackagedService service, String path) throws IOException {
        try (var http = HttpClient.newHttpClient()) {
            return get(http, service, path);
        }
    }

    private static String get(HttpClient http, PackagedService service, String path) throws IOException {
        var request = HttpRequest.newBuilder(URI.create(service.url() + path)).timeout(LIMIT).build();
        try {
            var answer = http.send(request, BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IOException("status " + answer.statusCode());
            }
            return answer.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void read(PackagedService service) {
        while (running) {
            try {
                checkpoints.add(get(http, service, "/log/checkpoint"));
            } catch (IOException _) {
                // It is down: nothing is published.
            }
            Installation.pause(STEP);
        }
    }

    /** All that was read. */
    List<String> stop() {
        running = false;
        readers.forEach(CompletableFuture::join);
        return List.copyOf(checkpoints);
    }

    @Override
    public void close() {
        stop();
        http.close();
    }
}
