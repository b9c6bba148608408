package org.doorstep.demonstration;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** An app's open screen: hears server-sent events in a thread of its own. */
public final class Screen implements AutoCloseable {

    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Told END = new Told("", "", 0);

    private final HttpResponse<InputStream> answer;
    private final BlockingQueue<Told> told = new LinkedBlockingQueue<>();

    /**
     * An event as it was heard.
     *
     * @param name {@code open} or {@code clear}; empty for the stream's end
     * @param heard by {@link System#nanoTime()}
     */
    public record Told(String name, String data, long heard) {
    }

    private Screen(HttpResponse<InputStream> answer) {
        this.answer = answer;
        Thread.ofVirtual().start(this::listen);
    }

    /** Opens a screen at a service, by its address without a slash at its end. */
    public static Screen open(String service, String token, String device) {
        return open(service + "/v1/stream", Map.of("Authorization", "Bearer " + token, "Doorstep-Device", device));
    }

    /** Hears the events of any address. */
    public static Screen open(String address, Map<String, String> headers) {
        var request = HttpRequest.newBuilder(URI.create(address)).header("Accept", "text/event-stream");
        headers.forEach(request::header);
        try {
            return new Screen(HTTP.send(request.build(), BodyHandlers.ofInputStream()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    public int status() {
        return answer.statusCode();
    }

    /** The next event, or the end; fails if none comes in time. */
    public Told next(Duration limit) {
        try {
            var next = told.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (next == null) {
                throw new IllegalStateException("nothing heard for " + limit);
            }
            return next;
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Whether nothing more is heard for this long. */
    public boolean isQuiet(Duration time) {
        try {
            return told.poll(time.toMillis(), TimeUnit.MILLISECONDS) == null;
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private void listen() {
        try (var lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            var name = "";
            var data = "";
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("event:")) {
                    name = line.substring("event:".length()).strip();
                } else if (line.startsWith("data:")) {
                    data = line.substring("data:".length()).strip();
                } else if (line.isEmpty() && !name.isEmpty()) {
                    told.add(new Told(name, data, System.nanoTime()));
                    name = "";
                }
            }
        } catch (IOException e) {
            // The connection broke: for an app that is an end like any other.
        }
        told.add(END);
    }

    @Override
    public void close() {
        try {
            answer.body().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException(e);
    }
}
