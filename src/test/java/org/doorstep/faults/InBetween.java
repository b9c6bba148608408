package org.doorstep.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * Stands between Doorstep and the admin address of a real Keycloak: passes everything on, unless it is told to do
 * something at a certain request, or to say yes to all changes and do nothing.
 */
final class InBetween implements AutoCloseable {

    private static final List<String> PASSED_ON = List.of("Authorization", "Content-Type", "Accept");

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final HttpServer server;
    private final String target;
    private final ConcurrentLinkedQueue<String> changes = new ConcurrentLinkedQueue<>();
    private final AtomicReference<Trap> trap = new AtomicReference<>();
    private volatile boolean lying;

    private InBetween(HttpServer server, String target) {
        this.server = server;
        this.target = target;
    }

    /** What happens at the next request of this form: {@code "PUT /users/[^/]+"}. */
    private record Trap(Pattern request, boolean afterwards, Runnable what) {
        boolean isSetFor(String made, boolean after) {
            return after == afterwards && request.matcher(made).matches();
        }
    }

    /** Starts on a free port of loopback, in front of the admin address of the realm of this issuer. */
    static InBetween start(String issuer) {
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            var between = new InBetween(server, issuer.replace("/realms/", "/admin/realms/"));
            server.createContext("/", between::handle);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.start();
            return between;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Does something once, when a request of this form comes or when Keycloak has done it; it gets no answer. */
    void at(String request, boolean afterwards, Runnable what) {
        trap.set(new Trap(Pattern.compile(request), afterwards, what));
    }

    /** Whether what was set has happened. */
    boolean sprung() {
        return trap.get() == null;
    }

    /** From now on says yes to every change and passes none on; or stops doing so. */
    void lie(boolean lies) {
        lying = lies;
    }

    /** The changes that were passed on, and done. */
    List<String> changes() {
        return List.copyOf(changes);
    }

    private void handle(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath();
        var made = exchange.getRequestMethod() + " " + path;
        if (springs(made, false)) {
            exchange.close();
            return;
        }
        if (lying && !exchange.getRequestMethod().equals("GET")) {
            answer(exchange, 204, new byte[0]);
            return;
        }
        passOn(exchange, made);
    }

    private void passOn(HttpExchange exchange, String made) throws IOException {
        var request = HttpRequest.newBuilder(URI.create(target + exchange.getRequestURI()));
        PASSED_ON.forEach(name -> {
            var value = exchange.getRequestHeaders().getFirst(name);
            if (value != null) {
                request.header(name, value);
            }
        });
        var body = exchange.getRequestBody().readAllBytes();
        try {
            var answer = http.send(
                    request.method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body)).build(),
                    BodyHandlers.ofByteArray());
            if (!exchange.getRequestMethod().equals("GET") && answer.statusCode() < 300) {
                changes.add(made);
            }
            if (springs(made, true)) {
                exchange.close();
                return;
            }
            answer.headers().firstValue("Content-Type")
                    .ifPresent(type -> exchange.getResponseHeaders().set("Content-Type", type));
            answer(exchange, answer.statusCode(), answer.body());
        } catch (IOException e) {
            exchange.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean springs(String made, boolean afterwards) {
        var set = trap.get();
        if (set == null || !set.isSetFor(made, afterwards) || !trap.compareAndSet(set, null)) {
            return false;
        }
        set.what().run();
        return true;
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
