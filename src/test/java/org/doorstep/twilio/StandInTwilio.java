package org.doorstep.twilio;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Stands in for Twilio on this machine: the part of its API that ends calls, with the documented answers, and the signed
 * requests that it sends. It shares no code with the service.
 */
public final class StandInTwilio implements AutoCloseable {

    public static final String ACCOUNT = "AC00000000000000000000000000000001";
    public static final String TOKEN = "stand-in-auth-token";
    public static final String KEY = "SK00000000000000000000000000000002";
    public static final String SECRET = "stand-in-api-secret";
    public static final String PUBLIC = "https://calls.example/door";
    public static final String CALLER_LEG = "CA0000000000000000000000000000000a";
    public static final String CALLED_LEG = "CA0000000000000000000000000000000b";

    private final HttpServer server;
    private final Map<String, Boolean> up = new ConcurrentHashMap<>();
    private final List<String> ended = new ArrayList<>();
    private volatile int failures;

    public StandInTwilio() throws IOException {
        this(0);
    }

    public StandInTwilio(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    public Map<String, String> settings() {
        return settings(server.getAddress().getPort());
    }

    public static Map<String, String> settings(int port) {
        return Map.of("doorstep.bridge.provider", "twilio", "doorstep.twilio.account-sid", ACCOUNT,
                "doorstep.twilio.auth-token", TOKEN, "doorstep.twilio.api-key", KEY, "doorstep.twilio.api-secret",
                SECRET,
                "doorstep.twilio.public-url", PUBLIC, "doorstep.twilio.api",
                "http://127.0.0.1:" + port);
    }

    /** This leg is up until it is ended. */
    public void up(String leg) {
        up.put(leg, true);
    }

    /** The legs that were up and were ended from outside, in order. */
    public List<String> ended() {
        return ended;
    }

    /** The next requests are answered with an error of the server. */
    public void fails(int times) {
        failures = times;
    }

    private void answer(HttpExchange exchange) throws IOException {
        var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        if (failures > 0) {
            failures--;
            send(exchange, 503, "{\"code\":20503,\"status\":503}");
            return;
        }
        var basic = "Basic "
                + Base64.getEncoder().encodeToString((KEY + ":" + SECRET).getBytes(StandardCharsets.UTF_8));
        var path = exchange.getRequestURI().getPath();
        var calls = "/2010-04-01/Accounts/" + ACCOUNT + "/Calls/";
        if (!basic.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            send(exchange, 401, "{\"code\":20003,\"message\":\"Authenticate\",\"status\":401}");
        } else if (!exchange.getRequestMethod().equals("POST") || !path.startsWith(calls) || !path.endsWith(".json")
                || !body.equals("Status=completed")) {
            send(exchange, 400, "{\"code\":20001,\"message\":\"Unknown parameters\",\"status\":400}");
        } else {
            end(exchange, path.substring(calls.length(), path.length() - ".json".length()));
        }
    }

    private void end(HttpExchange exchange, String leg) throws IOException {
        var was = up.get(leg);
        if (was == null) {
            send(exchange, 404, "{\"code\":20404,\"message\":\"The requested resource was not found\",\"status\":404}");
        } else if (!was) {
            send(exchange, 400,
                    "{\"code\":21220,\"message\":\"Call is not in-progress. Cannot redirect.\",\"status\":400}");
        } else {
            up.put(leg, false);
            ended.add(leg);
            send(exchange, 200, "{\"sid\":\"" + leg + "\",\"status\":\"completed\"}");
        }
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    /** Parameters of the webhook of an incoming call. */
    public static Map<String, String> incoming(String from, String to) {
        return Map.of("CallSid", CALLER_LEG, "AccountSid", ACCOUNT, "From", from, "To", to, "CallStatus", "ringing",
                "Direction", "inbound", "ApiVersion", "2010-04-01");
    }

    /** Parameters of a status callback of the called leg. */
    public static Map<String, String> status(String status, String... more) {
        var form = new TreeMap<>(Map.of("CallSid", CALLED_LEG, "ParentCallSid", CALLER_LEG, "AccountSid", ACCOUNT,
                "CallStatus", status, "Timestamp", "Sun, 22 Nov 2026 04:00:09 +0000", "CallbackSource",
                "call-progress-events", "From", "+8616000000002", "To", "+8614100000003"));
        for (int i = 0; i < more.length; i += 2) {
            form.put(more[i], more[i + 1]);
        }
        return form;
    }

    public static String body(Map<String, String> form) {
        return form.entrySet().stream().map(entry -> URLEncoder.encode(entry.getKey(), StandardCharsets.UTF_8) + "="
                + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8)).collect(Collectors.joining("&"));
    }

    /** As Twilio documents it: the address, then names and values in the order of names. */
    public static String signature(String url, Map<String, String> form) {
        var text = url + new TreeMap<>(form).entrySet().stream().map(entry -> entry.getKey() + entry.getValue())
                .collect(Collectors.joining());
        try {
            var mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(TOKEN.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
            return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
