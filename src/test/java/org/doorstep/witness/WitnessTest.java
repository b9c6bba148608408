package org.doorstep.witness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.doorstep.verifier.CannotCheck;
import org.doorstep.verifier.Malformed;
import org.doorstep.verifier.Note;
import org.doorstep.verifier.SampleLog;
import org.doorstep.verifier.SampleSigner;
import org.doorstep.verifier.VerifierKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A witness over HTTP. */
class WitnessTest {

    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final SampleLog LOG = SampleLog.of(100);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    Path directory;
    private Witness witness;

    @BeforeEach
    void start() throws Malformed {
        witness = Witness.start(settings(), Clock.fixed(NOW, ZoneOffset.UTC));
    }

    @AfterEach
    void stop() {
        witness.close();
    }

    @Test
    void aFirstCheckpointIsCosignedWithTheTime() throws Exception {
        var answer = add(0, 10);

        assertEquals(200, answer.statusCode(), answer.body());
        var line = Note.SignatureLine.parse(answer.body().strip());
        assertTrue(answer.body().endsWith("\n"));
        assertTrue(witness.verifierKey().made(line));
        assertTrue(witness.verifierKey().verifies(Note.parse(LOG.checkpoint(10)), line));
        assertEquals(NOW.getEpochSecond(), java.nio.ByteBuffer.wrap(line.signature()).getLong(4));
    }

    @Test
    void aLogThatGrowsIsCosignedWithItsProof() {
        assertEquals(200, add(0, 10).statusCode());
        assertEquals(200, add(10, 64).statusCode());
        assertEquals(200, add(64, 65).statusCode());
        assertEquals(200, add(65, 100).statusCode());
        assertEquals(200, add(100, 100).statusCode());
    }

    @Test
    void anOldSizeThatIsNotTheLatestIsAConflictThatTellsIt() {
        add(0, 10);

        for (int old : new int[]{0, 9}) {
            var answer = add(old, 20);
            assertEquals(409, answer.statusCode());
            assertEquals("10\n", answer.body());
            assertEquals("text/x.tlog.size", answer.headers().firstValue("Content-Type").orElseThrow());
        }
    }

    @Test
    void aRollBackIsNotCosigned() {
        add(0, 50);

        assertEquals(400, post("old 50\n\n" + LOG.checkpoint(40)).statusCode());
        assertEquals(409, add(30, 40).statusCode());
        assertEquals(409, add(0, 40).statusCode());
        assertTrue(latest().body().startsWith(SampleLog.ORIGIN + "\n50\n"));
    }

    @Test
    void aForkIsNotCosigned() {
        add(0, 50);
        var forked = SampleLog.text(60, LOG.tree().root(1, 61));

        var longer = post("old 50\n" + proof(50, 60) + "\n" + SampleLog.signed(forked));
        var same = post("old 50\n\n" + SampleLog.signed(SampleLog.text(50, LOG.tree().root(1, 51))));

        assertEquals(422, longer.statusCode());
        assertEquals(422, same.statusCode());
        assertTrue(latest().body().startsWith(SampleLog.ORIGIN + "\n50\n"));
    }

    @Test
    void aProofIsNeitherMissingNorTooMuch() {
        assertEquals(422, post("old 0\n" + proof(5, 10) + "\n" + LOG.checkpoint(10)).statusCode());
        add(0, 10);
        assertEquals(422, post("old 10\n\n" + LOG.checkpoint(20)).statusCode());
        assertEquals(422, post("old 10\n" + proof(10, 21) + "\n" + LOG.checkpoint(20)).statusCode());
        assertEquals(422, post("old 10\n" + proof(5, 10) + "\n" + LOG.checkpoint(10)).statusCode());
    }

    @Test
    void anEmptyTreeHasItsOwnRoot() {
        assertEquals(422, post("old 0\n\n" + SampleLog.signed(SampleLog.text(0, LOG.tree().root(0, 1)))).statusCode());
        assertEquals(200, add(0, 0).statusCode());
        assertEquals(200, add(0, 10).statusCode());
    }

    @Test
    void anotherLogIsUnknown() {
        var text = LOG.text(10).replace(SampleLog.ORIGIN, "other.example/log");

        assertEquals(404, post("old 0\n\n" + SampleLog.signed(text)).statusCode());
    }

    @Test
    void aCheckpointThatTheLogDidNotSignIsForbidden() {
        var text = LOG.text(10);
        var thief = new SampleSigner(SampleLog.ORIGIN, "a thief");

        assertEquals(403, post("old 0\n\n" + text + "\n" + thief.ed25519Line(text)).statusCode());
        assertEquals(403, post("old 0\n\n" + LOG.text(10) + "\n" + SampleLog.SIGNER.ed25519Line(LOG.text(11)))
                .statusCode());
        assertEquals(404, latest().statusCode());
    }

    @Test
    void whatIsNotInItsFormIsABadRequest() {
        assertEquals(400, post("").statusCode());
        assertEquals(400, post("old 00\n\n" + LOG.checkpoint(10)).statusCode());
        assertEquals(400, post("old 0\nnot base64\n\n" + LOG.checkpoint(10)).statusCode());
        assertEquals(400, post("old 0\n\n" + LOG.text(10)).statusCode());
        assertEquals(400, post("old 1\n" + (Base64.getEncoder().encodeToString(new byte[32]) + "\n").repeat(64) + "\n"
                + LOG.checkpoint(10)).statusCode());
        assertEquals(400, post("old 11\n\n" + LOG.checkpoint(10)).statusCode());
        assertEquals(400, post("x".repeat(200_000)).statusCode());
        assertEquals(405, get("/add-checkpoint").statusCode());
        assertEquals(404, get("/").statusCode());
    }

    @Test
    void ofTwoSubmissionsAtOnceOneIsCosignedAndTheOtherIsAConflict() throws Exception {
        add(0, 10);
        for (int size = 11; size <= 90; size++) {
            try (var pool = Executors.newFixedThreadPool(4)) {
                var answers = new ArrayList<Future<Integer>>();
                for (int one = 0; one < 4; one++) {
                    int to = size + one % 2;
                    int from = size - 1;
                    answers.add(pool.submit(() -> add(from, to).statusCode()));
                }
                int cosigned = 0;
                for (var answer : answers) {
                    int status = answer.get();
                    assertTrue(status == 200 || status == 409, "status " + status);
                    cosigned += status == 200 ? 1 : 0;
                }
                assertEquals(1, cosigned, "at size " + size);
            }
            if (latest().body().startsWith(SampleLog.ORIGIN + "\n" + (size + 1) + "\n")) {
                size++;
            }
        }
    }

    @Test
    void monitorsGetTheCosignedCheckpoint() throws Exception {
        assertEquals(404, latest().statusCode());
        var cosignature = add(0, 10).body();

        var monitored = latest();

        assertEquals(200, monitored.statusCode());
        assertEquals(LOG.checkpoint(10).lines().limit(5).toList(), monitored.body().lines().limit(5).toList());
        assertTrue(monitored.body().endsWith(cosignature));
        assertEquals(2, Note.parse(monitored.body()).signatures().size(),
                "the line of the log's untrusted key is not kept");
    }

    @Test
    void aRestartKeepsKeyAndState() throws Exception {
        add(0, 50);
        var key = witness.verifierKey().toString();
        witness.close();

        start();

        assertEquals(key, witness.verifierKey().toString());
        assertEquals(409, add(0, 40).statusCode());
        assertEquals(200, add(50, 60).statusCode());
    }

    @Test
    void theKeyIsReadableByItsOwnerAlone() throws IOException {
        var file = directory.resolve("key");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertTrue(Files.readString(file).startsWith("PRIVATE+KEY+witness.example/w1+"));
        witness.close();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        assertThrows(CannotCheck.class, this::start);
    }

    @Test
    void twoWitnessesDoNotShareAState() {
        assertThrows(CannotCheck.class, () -> Witness.start(settings(), Clock.systemUTC()));
    }

    @Test
    void damagedStateIsNotStartedWith() throws IOException {
        add(0, 10);
        witness.close();
        Files.writeString(directory.resolve("state").resolve(Witness.hash(SampleLog.ORIGIN)), "damaged");

        assertThrows(java.io.UncheckedIOException.class, this::start);
    }

    @Test
    void nothingIsCosignedThatCannotBeKept() throws IOException {
        add(0, 10);
        var state = directory.resolve("state").resolve(Witness.hash(SampleLog.ORIGIN));
        Files.createDirectories(state.resolveSibling(state.getFileName() + ".new"));

        assertEquals(500, add(10, 20).statusCode());
        assertTrue(latest().body().startsWith(SampleLog.ORIGIN + "\n10\n"));
    }

    @Test
    void settingsComeFromAFileAndFromTheCommandLine() throws IOException {
        var file = Files.writeString(directory.resolve("config"), "# a witness\nname w.example/1\nstate "
                + directory.resolve("s") + "\nlog " + SampleLog.SIGNER.ed25519Key() + "\nlisten 127.0.0.1:1\n");

        var settings = RunWitness.settings(List.of("--config", file.toString(), "--listen", "127.0.0.1:2"));

        assertEquals("w.example/1", settings.name());
        assertEquals(2, settings.listen().getPort());
        assertEquals(directory.resolve("s").resolve("key"), settings.keyFile());
        assertThrows(CannotCheck.class, () -> RunWitness.settings(List.of("--name", "w")));
    }

    private Witness.Settings settings() throws Malformed {
        return new Witness.Settings("witness.example/w1", directory.resolve("key"), directory.resolve("state"),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), List.of(VerifierKey.parse(SampleLog.SIGNER
                        .ed25519Key())));
    }

    private HttpResponse<String> add(int old, int size) {
        return post("old " + old + "\n" + (old > size ? "" : proof(old, size)) + "\n" + LOG.checkpoint(size));
    }

    private static String proof(int old, int size) {
        var lines = new StringBuilder();
        LOG.tree().consistency(old, size).forEach(hash -> lines.append(Base64.getEncoder().encodeToString(hash)).append(
                '\n'));
        return lines.toString();
    }

    private HttpResponse<String> post(String body) {
        return send(HttpRequest.newBuilder(URI.create(witness.url() + "/add-checkpoint")).POST(BodyPublishers.ofString(
                body)));
    }

    private HttpResponse<String> latest() {
        return get("/" + Witness.hash(SampleLog.ORIGIN) + "/checkpoint");
    }

    private HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(URI.create(witness.url() + path)));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return CLIENT.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
