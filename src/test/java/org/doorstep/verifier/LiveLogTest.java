package org.doorstep.verifier;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.GZIPOutputStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** A log over HTTP, its copy, and its proofs. */
class LiveLogTest {

    private static final String TOKEN = "made-up";
    private static final SampleLog LOG = SampleLog.of(1_300);

    @TempDir
    Path served;
    @TempDir
    Path copy;
    private final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();
    private HttpServer server;
    private int failures;
    private boolean compressed;

    @BeforeEach
    void serve() throws IOException {
        LOG.writeTo(served, 700);
        Files.writeString(served.resolve("token"), TOKEN + "\n");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/log/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aLogIsProvedOverHttp() {
        assertEquals(0, check().code(), check().out());
        compressed = true;
        assertEquals(0, check().code());
    }

    @Test
    void bundlesWantAToken() {
        var ran = Ran.with("--url", url(), "--key", SampleLog.SIGNER.ed25519Key());

        assertEquals(2, ran.code());
        assertTrue(ran.err().contains("give an auditor's token with --token-file"), ran.err());
    }

    @Test
    void aLogThatStumblesIsAskedAgain() {
        failures = 2;

        assertEquals(0, check().code());
    }

    @Test
    void aFullTileServesWhereAPartialOneIsGone() {
        LOG.writeTo(served, 1_300);
        SampleLog.write(served.resolve("checkpoint"), LOG.checkpoint(700).getBytes(StandardCharsets.UTF_8));
        assertTrue(served.resolve("tile/0/002.p/188").toFile().delete());
        assertTrue(served.resolve("tile/entries/002.p/188").toFile().delete());

        assertEquals(0, check().code(), check().out());
    }

    @Test
    void aCopyIsProvedByItselfAndGrowsWithTheLog() throws IOException {
        assertEquals(0, mirror().code());
        assertEquals(0, DirectoryLogTest.check(copy).code());
        LOG.writeTo(served, 1_300);
        asked.clear();

        var ran = mirror();

        assertEquals(0, ran.code(), ran.out() + ran.err());
        assertTrue(ran.says("Checkpoints:  1 compared"), ran.out());
        assertFalse(asked.contains("/log/tile/0/001"), "what the copy has is not fetched again");
        assertEquals(0, DirectoryLogTest.check(copy).code());
        assertArrayEquals(Files.readAllBytes(served.resolve("tile/entries/003")), Files.readAllBytes(copy.resolve(
                "tile/entries/003")));
        assertTrue(Files.exists(copy.resolve("checkpoints/700")));
    }

    @Test
    void aCopyDoesNotFollowALogThatWasRolledBackOrForked() throws IOException {
        mirror();
        var leaves = new ArrayList<>(LOG.tree().leaves().subList(0, 900));
        leaves.set(600, SampleLog.leaf(SampleLog.entry(600), "SEARCH"));
        new SampleLog(leaves).writeTo(served, 900);

        assertTrue(mirror().says("forked or written anew") || mirror().code() == 1);
        LOG.writeTo(served, 300);
        assertTrue(mirror().says("the log now has 300 entries: it was rolled back"));
        assertEquals(LOG.checkpoint(700).lines().toList().subList(0, 3), Files.readAllLines(copy.resolve("checkpoint"))
                .subList(0, 3));
        assertEquals(0, DirectoryLogTest.check(copy).code());
    }

    @Test
    void aCopyKeepsNothingThatIsNotProved() throws IOException {
        DirectoryLogTest.flip(served.resolve("tile/entries/001"), 40);

        assertEquals(1, mirror().code());

        assertFalse(Files.exists(copy.resolve("tile/entries/001")));
        assertFalse(Files.exists(copy.resolve("checkpoint")));
        assertTrue(Files.exists(copy.resolve("tile/entries/000")));
    }

    @Test
    void aProofIsCheckedWithoutTheLog() throws IOException {
        var file = proof(300, LOG.tree().leaves().get(300));

        var ran = Ran.with("proof", "--key", SampleLog.SIGNER.ed25519Key(), "--key", SampleLog.SIGNER.sm2Key(), file
                .toString());

        assertEquals(0, ran.code(), ran.out());
        assertTrue(ran.says(": PROVED"), ran.out());
        assertTrue(ran.says("entry: " + SampleLog.entry(300)), ran.out());
    }

    @Test
    void aProofOfAnotherLeafIsNone() throws IOException {
        var file = proof(300, LOG.tree().leaves().get(301));

        var ran = Ran.with("proof", "--key", SampleLog.SIGNER.ed25519Key(), file.toString());

        assertEquals(1, ran.code());
        assertTrue(ran.says("NOT PROVED"), ran.out());
        assertTrue(ran.says("The leaf is not in the tree of the checkpoint at index 300."), ran.out());
    }

    @Test
    void aProofUnderAnotherKeyIsNone() throws IOException {
        var file = proof(300, LOG.tree().leaves().get(300));

        assertEquals(1, Ran.with("proof", "--key", new SampleSigner(SampleLog.ORIGIN, "a thief").ed25519Key(), file
                .toString()).code());
    }

    private Path proof(int index, byte[] leaf) throws IOException {
        var text = new StringBuilder("c2sp.org/tlog-proof@v1\nextra ").append(Base64.getEncoder().encodeToString(leaf))
                .append("\nindex ").append(index).append('\n');
        LOG.tree().inclusion(index, 700).forEach(hash -> text.append(Base64.getEncoder().encodeToString(hash)).append(
                '\n'));
        return Files.writeString(copy.resolve("entry.tlog-proof"), text.append('\n').append(LOG.checkpoint(700)));
    }

    private Ran check() {
        return Ran.with("--url", url(), "--token-file", served.resolve("token").toString(), "--key", SampleLog.SIGNER
                .ed25519Key(), "--key", SampleLog.SIGNER.sm2Key());
    }

    private Ran mirror() {
        return Ran.with("mirror", "--url", url(), "--token-file", served.resolve("token").toString(), "--directory",
                copy
                        .toString(),
                "--key", SampleLog.SIGNER.ed25519Key());
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/log";
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath();
            asked.add(path);
            var file = served.resolve(path.substring("/log/".length()));
            if (failures-- > 0) {
                exchange.sendResponseHeaders(503, -1);
            } else if (path.contains("/entries/")
                    && !List.of("Bearer " + TOKEN).equals(exchange.getRequestHeaders().get(
                            "Authorization"))) {
                exchange.sendResponseHeaders(401, -1);
            } else if (Files.isRegularFile(file)) {
                send(exchange, Files.readAllBytes(file));
            } else {
                exchange.sendResponseHeaders(404, -1);
            }
        }
    }

    private void send(HttpExchange exchange, byte[] bytes) throws IOException {
        byte[] sent = bytes;
        if (compressed) {
            var zipped = new ByteArrayOutputStream();
            try (var gzip = new GZIPOutputStream(zipped)) {
                gzip.write(bytes);
            }
            sent = zipped.toByteArray();
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
        }
        exchange.sendResponseHeaders(200, sent.length);
        exchange.getResponseBody().write(sent);
    }
}
