package org.doorstep.signals;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import org.doorstep.problem.ProblemException;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.OctJwkGenerator;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.sun.net.httpserver.HttpServer;

import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;

/** Where the transmitter's keys come from, and what settings cannot be worked with. */
class TransmitterKeysTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Map<String, String> PARTIES = Map.of("doorstep.signals.issuer", "https://accounts.example/",
            "doorstep.signals.audience", "https://doorstep.example/");

    private final AtomicInteger asked = new AtomicInteger();
    private final Vertx vertx = Vertx.vertx();
    private volatile String published = keySet("first");
    private volatile Instant now = Instant.parse("2026-11-21T08:00:00Z");
    private HttpServer server;

    @BeforeEach
    void publish() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/keys", exchange -> {
            asked.incrementAndGet();
            var body = published.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
        vertx.closeAndAwait();
    }

    @Test
    void keysOfAnAddressAreFetchedOnceUntilTheirTimeIsOver() {
        var keys = atAddress();

        assertEquals(List.of("first"), names(keys.known()));
        assertEquals(List.of("first"), names(keys.known()));
        assertEquals(1, asked.get());
        published = keySet("second");
        now = now.plus(Duration.ofMinutes(61));

        assertEquals(List.of("second"), names(keys.known()));
    }

    @Test
    void keysAreFetchedForAnUnknownKeyButNotAtEveryEvent() {
        var keys = atAddress();
        names(keys.known());
        published = keySet("second");

        assertTrue(keys.newer().await().atMost(LIMIT).isEmpty());
        now = now.plusSeconds(31);
        assertEquals("second", keys.newer().await().atMost(LIMIT).orElseThrow().getFirst().getKeyId());
        assertEquals(2, asked.get());
    }

    @Test
    void keysAreUsedOnWhileTheAddressDoesNotAnswer() {
        var keys = atAddress();
        names(keys.known());
        server.stop(0);
        now = now.plus(Duration.ofHours(2));

        assertEquals(List.of("first"), names(keys.known()));
    }

    @Test
    void eventIsToBeSentAgainWhereNoKeysCanBeHad() {
        var keys = atAddress();
        published = "{}";

        assertThrows(ProblemException.class, () -> names(keys.known()));
        assertThrows(ProblemException.class, () -> names(keys.known()));
        assertEquals(1, asked.get());
        published = keySet("late");
        now = now.plusSeconds(3);
        assertEquals(List.of("late"), names(keys.known()));
    }

    @Test
    void keysOfAFileAreReadAtStart(@TempDir Path directory) throws IOException {
        var file = Files.writeString(directory.resolve("keys.json"), keySet("filed"));

        assertEquals(List.of("filed"), names(keys(Map.of("doorstep.signals.keys-file", file.toString())).known()));
    }

    @Test
    void settingsThatCannotBeWorkedWithStopTheStart() throws JoseException {
        var secret = new JsonWebKeySet(OctJwkGenerator.generateJwk(256)).toJson(OutputControlLevel.INCLUDE_SYMMETRIC);

        assertAll(() -> assertThrows(IllegalStateException.class, () -> keys(Map.of())),
                () -> assertThrows(IllegalStateException.class, () -> keys(Map.of("doorstep.signals.keys", "{}"))),
                () -> assertThrows(IllegalStateException.class, () -> keys(Map.of("doorstep.signals.keys", secret))),
                () -> assertThrows(IllegalStateException.class, () -> keys(Map.of("doorstep.signals.keys",
                        keySet("a"), "doorstep.signals.keys-url", "http://localhost/keys"))),
                () -> assertThrows(IllegalStateException.class, () -> keys(Map.of("doorstep.signals.keys-file",
                        "/nowhere"))),
                () -> assertThrows(IllegalStateException.class, () -> keysOf(Map.of("doorstep.signals.issuer", "a",
                        "doorstep.signals.keys", keySet("a")))));
    }

    @Test
    void withoutAnIssuerNobodyIsListenedTo() {
        assertFalse(keysOf(Map.of()).present());
    }

    private TransmitterKeys atAddress() {
        return keys(Map.of("doorstep.signals.keys-url", "http://127.0.0.1:" + server.getAddress().getPort() + "/keys"));
    }

    private TransmitterKeys keys(Map<String, String> settings) {
        var all = new HashMap<>(PARTIES);
        all.putAll(settings);
        return keysOf(all);
    }

    private TransmitterKeys keysOf(Map<String, String> settings) {
        var config = new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(SignalsConfig.class)
                .withDefaultValues(settings).build().getConfigMapping(SignalsConfig.class);
        return new TransmitterKeys(config, ticking(), vertx);
    }

    private Clock ticking() {
        InstantSource source = () -> now;
        return source.withZone(ZoneOffset.UTC);
    }

    private static List<String> names(Uni<List<JsonWebKey>> keys) {
        return keys.await().atMost(LIMIT).stream().map(JsonWebKey::getKeyId).toList();
    }

    private static String keySet(String name) {
        try {
            var key = RsaJwkGenerator.generateJwk(2048);
            key.setKeyId(name);
            return new JsonWebKeySet(key).toJson(OutputControlLevel.PUBLIC_ONLY);
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }
}
