package org.doorstep.dypls;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Stands in for Dypls on this machine: the actions that Doorstep asks for, with the documented answers and error codes,
 * each request checked for its signature, its nonce and that no number is in its address. It shares no code with the
 * service.
 */
public final class StandInDypls implements AutoCloseable {

    public static final String KEY = "stand-in-key-id";
    public static final String SECRET = "stand-in-key-secret";
    public static final String POOL = "FC0000001";
    public static final String REPORT_SECRET = "0123456789abcdefghijklmnopqrstuvwxyz";

    private final HttpServer server;
    private final Set<String> nonces = new HashSet<>();
    private final Map<String, Map<String, String>> subscriptions = new TreeMap<>();
    private final List<String> actions = new ArrayList<>();
    private final List<String> answers = new ArrayList<>();
    private int next = 100001;
    private int lost;
    private String given = "";

    public StandInDypls() throws IOException {
        this(0);
    }

    /** At a port of one's own choice; 0 for any that is free. */
    public StandInDypls(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    public Map<String, String> settings() {
        return settings(server.getAddress().getPort());
    }

    /** The settings of a service that asks a stand-in at this port. */
    public static Map<String, String> settings(int port) {
        return Map.of("doorstep.bridge.provider", "dypls", "doorstep.dypls.access-key-id", KEY,
                "doorstep.dypls.access-key-secret", SECRET, "doorstep.dypls.pool-key", POOL,
                "doorstep.dypls.report-secret", REPORT_SECRET, "doorstep.dypls.endpoint",
                "http://127.0.0.1:" + port, "doorstep.dypls.pause", "10MS",
                "doorstep.dypls.tries", "3");
    }

    /** The bindings there are, by their ids. */
    public Map<String, Map<String, String>> subscriptions() {
        return subscriptions;
    }

    public List<String> actions() {
        return actions;
    }

    /** The next answers are lost on the way: what was asked is done. */
    public void losesAnswers(int times) {
        lost = times;
    }

    /** The next answers, in this order: HTTP status, blank, body. */
    public void answers(String... next) {
        answers.addAll(List.of(next));
    }

    /** Binds over this number, whatever is asked for. */
    public void gives(String number) {
        given = number;
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        var headers = exchange.getRequestHeaders();
        var action = headers.getFirst("x-acs-action");
        actions.add(action);
        if (!answers.isEmpty()) {
            var canned = answers.removeFirst().split(" ", 2);
            send(exchange, Integer.parseInt(canned[0]), canned[1]);
            return;
        }
        if (exchange.getRequestURI().getQuery() != null) {
            send(exchange, 400, code("a query would be seen by others"));
        } else if (!isSigned(exchange, body)) {
            send(exchange, 400, code("SignatureDoesNotMatch"));
        } else if (!nonces.add(headers.getFirst("x-acs-signature-nonce"))) {
            send(exchange, 400, code("SignatureNonceUsed"));
        } else if (!"2017-05-25".equals(headers.getFirst("x-acs-version"))) {
            send(exchange, 404, code("InvalidVersion"));
        } else {
            var answer = done(action, form(body));
            if (lost > 0) {
                lost--;
                exchange.close();
                return;
            }
            send(exchange, 200, answer);
        }
    }

    private static boolean isSigned(HttpExchange exchange, String body) {
        var headers = exchange.getRequestHeaders();
        var names = Stream.of("content-type", "host", "x-acs-action", "x-acs-content-sha256", "x-acs-date",
                "x-acs-signature-nonce", "x-acs-version").sorted().toList();
        var hash = HexFormat.of().formatHex(sha256(body));
        if (!hash.equals(headers.getFirst("x-acs-content-sha256"))) {
            return false;
        }
        var canonical = "POST\n/\n\n"
                + names.stream().map(name -> name + ":" + headers.getFirst(name) + "\n").collect(Collectors.joining())
                + "\n" + String.join(";", names) + "\n" + hash;
        var signature = HexFormat.of()
                .formatHex(hmac("ACS3-HMAC-SHA256\n" + HexFormat.of().formatHex(sha256(canonical))));
        return ("ACS3-HMAC-SHA256 Credential=" + KEY + ",SignedHeaders=" + String.join(";", names) + ",Signature="
                + signature).equals(headers.getFirst("Authorization"));
    }

    private String done(String action, Map<String, String> form) {
        if (!POOL.equals(form.get("PoolKey"))) {
            return code("isv.POOLKEY_NOT_EXISTS");
        }
        return switch (action) {
            case "BindAxb" -> bind(form);
            case "QuerySubsId" -> "{\"Code\":\"OK\",\"Message\":\"OK\",\"SubsId\":\"" + subscriptions.entrySet()
                    .stream()
                    .filter(one -> one.getValue().get("PhoneNoX").equals(form.get("PhoneNoX"))).map(Map.Entry::getKey)
                    .collect(Collectors.joining(",")) + "\"}";
            case "QuerySubscriptionDetail" -> detail(form);
            case "UpdateSubscription" -> update(form);
            case "UnbindSubscription" -> code(of(form, "SecretNo") == null ? "isv.SUBS_NOT_EXIST" : removed(form));
            default -> code("InvalidAction.NotFound");
        };
    }

    private String bind(Map<String, String> form) {
        var x = form.get("PhoneNoX");
        boolean taken = subscriptions.values().stream().filter(one -> one.get("PhoneNoX").equals(x))
                .anyMatch(one -> Stream.of("PhoneNoA", "PhoneNoB").map(one::get)
                        .anyMatch(
                                number -> number.equals(form.get("PhoneNoA")) || number.equals(form.get("PhoneNoB"))));
        if (taken) {
            return code("isv.BIND_CONFLICT");
        }
        var id = Integer.toString(next++);
        subscriptions.put(id, form);
        return "{\"Code\":\"OK\",\"Message\":\"OK\",\"RequestId\":\"R\",\"SecretBindDTO\":{\"Extension\":\"\",\"SecretNo\":\""
                + (given.isEmpty() ? x : given) + "\",\"SubsId\":\"" + id + "\"}}";
    }

    private Map<String, String> of(Map<String, String> form, String number) {
        var one = subscriptions.get(form.get("SubsId"));
        boolean same = one != null && (one.get("PhoneNoX").equals(form.get(number)) || given.equals(form.get(number)));
        return same ? one : null;
    }

    private String removed(Map<String, String> form) {
        subscriptions.remove(form.get("SubsId"));
        return "OK";
    }

    private String detail(Map<String, String> form) {
        var one = of(form, "PhoneNoX");
        return one == null ? code("isv.SUBS_NOT_EXIST")
                : "{\"Code\":\"OK\",\"SecretBindDetailDTO\":{\"SubsId\":\"" + form.get("SubsId") + "\",\"PhoneNoA\":\""
                        + one.get("PhoneNoA") + "\",\"PhoneNoX\":\"" + one.get("PhoneNoX") + "\",\"PhoneNoB\":\""
                        + one.get("PhoneNoB") + "\",\"Status\":1,\"NeedRecord\":"
                        + one.get("IsRecordingEnabled") + ",\"ExpireDate\":\"" + one.get("Expiration") + "\"}}";
    }

    private String update(Map<String, String> form) {
        var one = of(form, "PhoneNoX");
        if (one == null) {
            return code("isv.SUBS_NOT_EXIST");
        }
        var changed = Map.of("updateExpire", "Expiration", "updateOutId", "OutId").get(form.get("OperateType"));
        if (changed == null) {
            return code("isv.ILLEGAL_ARGUMENT");
        }
        one.put(changed, form.get(changed));
        return code("OK");
    }

    private static Map<String, String> form(String body) {
        var form = new TreeMap<String, String>();
        for (var pair : body.split("&")) {
            var parts = pair.split("=", 2);
            form.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return form;
    }

    /** An answer that repeats a number, as messages may. */
    static String code(String code) {
        return "{\"Code\":\"" + code + "\",\"Message\":\"" + code + " 14000000001\",\"RequestId\":\"R\"}";
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] hmac(String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
