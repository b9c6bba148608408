package org.doorstep.witness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.doorstep.verifier.CannotCheck;
import org.doorstep.verifier.Malformed;
import org.doorstep.verifier.VerifierKey;
import org.jspecify.annotations.Nullable;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * A running witness (c2sp.org/tlog-witness): {@code POST /add-checkpoint} and {@code GET /<origin hash>/checkpoint}.
 * Submission and monitoring have the same prefix.
 */
public final class Witness implements AutoCloseable {

    private static final String SIZE = "text/x.tlog.size";
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final int LARGEST = 100_000;
    private static final Pattern MONITORED = Pattern.compile("/([0-9a-f]{64})/checkpoint");

    private final WitnessKey key;
    private final Map<String, WitnessedLog> logs;
    private final Map<String, WitnessedLog> byHash = new LinkedHashMap<>();
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final FileChannel lock;

    /**
     * What a witness is made of.
     *
     * @param name    of the witness, such as {@code witness.example/w1}
     * @param keyFile made at the first start, mode 0600
     * @param state   directory that remembers what was cosigned; a witness must never lose it
     * @param listen  where to answer; port 0 for any that is free
     * @param logs    keys of the logs to follow: each is named like its log's origin
     */
    public record Settings(String name, Path keyFile, Path state, InetSocketAddress listen,
            Collection<VerifierKey> logs) {

        public Settings {
            logs = List.copyOf(logs);
        }
    }

    private Witness(Settings settings, Clock clock) throws IOException {
        for (var log : settings.logs()) {
            if (log.algorithm() == VerifierKey.Algorithm.COSIGNATURE) {
                throw new CannotCheck("The key of " + log.name() + " is a witness's, not a log's.");
            }
        }
        key = WitnessKey.in(settings.keyFile(), settings.name());
        Files.createDirectories(settings.state());
        lock = locked(settings.state());
        logs = settings.logs().stream().collect(Collectors.groupingBy(VerifierKey::name, Collectors.collectingAndThen(
                Collectors.toList(), keys -> log(settings.state(), keys, clock))));
        for (var log : logs.entrySet()) {
            byHash.put(hash(log.getKey()), log.getValue());
            var unused = log.getValue().latest();
        }
        server = HttpServer.create(settings.listen(), 0);
        server.createContext("/", this::answer);
        server.setExecutor(threads);
    }

    /** Starts a witness, which answers until it is closed. */
    public static Witness start(Settings settings, Clock clock) {
        try {
            var witness = new Witness(settings, clock);
            witness.server.start();
            return witness;
        } catch (IOException e) {
            throw new UncheckedIOException("The witness cannot start", e);
        }
    }

    /** What its cosignatures are checked with. */
    public VerifierKey verifierKey() {
        return key.verifier();
    }

    /** The prefix of its addresses, without a slash at its end. */
    public URI url() {
        var address = server.getAddress();
        return URI.create("http://" + (address.getAddress().isAnyLocalAddress() ? "localhost" : address.getHostString())
                + ":" + address.getPort());
    }

    /** The name of a log in the addresses for monitors: SHA-256 of its origin, in hex. */
    public static String hash(String origin) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(origin.getBytes(
                    StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256", e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private WitnessedLog log(Path state, List<VerifierKey> keys, Clock clock) {
        return new WitnessedLog(keys, new StateFile(state.resolve(hash(keys.getFirst().name()))), key, clock);
    }

    /** Two witnesses on one state could each cosign what the other does not know. */
    private static FileChannel locked(Path state) throws IOException {
        var channel = FileChannel.open(state.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException _) {
            // the same, within this process
        }
        channel.close();
        throw new CannotCheck("Another witness uses the state in " + state + ".");
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            try {
                route(exchange);
            } catch (IOException e) {
                if (exchange.getResponseCode() < 0) {
                    send(exchange, 500, TEXT, "the witness cannot use its state\n");
                }
                throw e;
            }
        }
    }

    private void route(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath();
        var monitored = MONITORED.matcher(path);
        if (path.equals("/add-checkpoint")) {
            add(exchange);
        } else if (monitored.matches()) {
            latest(exchange, byHash.get(monitored.group(1)));
        } else {
            send(exchange, 404, TEXT, "There is nothing here.\n");
        }
    }

    private void add(HttpExchange exchange) throws IOException {
        if (!exchange.getRequestMethod().equals("POST")) {
            exchange.getResponseHeaders().set("Allow", "POST");
            send(exchange, 405, TEXT, "Checkpoints are added with POST.\n");
            return;
        }
        byte[] body = exchange.getRequestBody().readNBytes(LARGEST + 1);
        switch (add(body)) {
            case Answer.Cosigned cosigned -> send(exchange, 200, TEXT, cosigned.line().toString());
            case Answer.Conflict conflict -> send(exchange, 409, SIZE, conflict.latest() + "\n");
            case Answer.Malformed malformed -> send(exchange, 400, TEXT, malformed.why() + "\n");
            case Answer.UnknownLog _ -> send(exchange, 404, TEXT, "this witness does not follow the log\n");
            case Answer.NotSigned notSigned -> send(exchange, 403, TEXT, notSigned.why() + "\n");
            case Answer.Inconsistent inconsistent -> send(exchange, 422, TEXT, inconsistent.why() + "\n");
        }
    }

    private Answer add(byte[] body) throws IOException {
        if (body.length > LARGEST) {
            return new Answer.Malformed("longer than " + LARGEST + " bytes");
        }
        try {
            var submission = Submission.parse(body);
            var log = logs.get(submission.checkpoint().origin());
            return log == null ? new Answer.UnknownLog() : log.add(submission);
        } catch (Malformed e) {
            return new Answer.Malformed(String.valueOf(e.getMessage()));
        }
    }

    private static void latest(HttpExchange exchange, @Nullable WitnessedLog log)
            throws IOException {
        if (!exchange.getRequestMethod().equals("GET")) {
            exchange.getResponseHeaders().set("Allow", "GET");
            send(exchange, 405, TEXT, "Checkpoints are read with GET.\n");
            return;
        }
        var checkpoint = log == null ? null : log.latest();
        if (checkpoint == null) {
            send(exchange, 404, TEXT, "nothing of this log was cosigned\n");
        } else {
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            send(exchange, 200, TEXT, checkpoint.note().toString());
        }
    }

    private static void send(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
