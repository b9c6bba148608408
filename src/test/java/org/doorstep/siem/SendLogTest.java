package org.doorstep.siem;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

import jakarta.inject.Inject;

import org.doorstep.accesslog.LogEntries;
import org.doorstep.accesslog.SealedHead;
import org.doorstep.stack.Backstage;
import org.doorstep.stack.LocalStackResource;
import org.doorstep.stack.Sealing;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;

/** The receiver gets every sealed entry, whatever breaks in between. */
@QuarkusTest
@WithTestResource(LocalStackResource.class)
class SendLogTest {

    private static final Duration SOON = Duration.ofSeconds(40);

    @TempDir
    static Path folder;
    private static Certificates receivers;
    private static Certificates strangers;
    private static Certificates others;
    private static Certificates own;

    @Inject
    Pool pool;
    @Inject
    SealedHead head;
    @Inject
    LogEntries entries;
    @Inject
    Clock clock;
    @Inject
    Vertx vertx;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private long first;

    @BeforeAll
    static void certificates() {
        receivers = Certificates.of(folder, "receiver", "localhost");
        strangers = Certificates.of(folder, "stranger", "localhost");
        others = Certificates.of(folder, "other", "siem.example");
        own = Certificates.of(folder, "doorstep", "doorstep");
    }

    @BeforeEach
    void sentUpToHere() {
        first = append(1);
        Sealing.all();
        Backstage.change("update siem_position set entry = ?, holder = null, held_until = '-infinity'", first - 1);
    }

    @AfterEach
    void close() throws Exception {
        for (var one : opened.reversed()) {
            one.close();
        }
    }

    @Test
    void receiverThatDiesMidwayMissesNothingAndSeesTheOrderOfNumbers() {
        append(1500);
        long last = Sealing.all();
        var receiver = receiver(receivers, false);
        receiver.dieAfter(700);
        node(receiver, Map.of());
        await("the receiver dies", receiver::isDead);
        receiver.lose(150);
        receiver.restart();

        await("everything is there", () -> has(receiver, last));

        assertAll(() -> assertEquals(expected(), all(receiver)),
                () -> assertTrue(receiver.numbers().size() > 1, "it died in between"),
                () -> receiver.numbers().forEach(numbers -> assertEquals(new ArrayList<>(new TreeSet<>(numbers)),
                        numbers, "order on a connection")));
    }

    @Test
    void receiverThatLostWhatItHadTakenIsGivenItAgain() {
        append(400);
        long settled = Sealing.all();
        var receiver = receiver(receivers, false);
        node(receiver, Map.of());
        await("it counts as sent", () -> position() >= settled);
        receiver.close();
        receiver.lose(150);
        receiver.restart();
        append(1);
        long last = Sealing.all();

        await("it goes on", () -> has(receiver, last));
        assertEquals(expected(), all(receiver));
    }

    @Test
    void whatIsNotSealedIsNotSent() {
        long sealed = Sealing.all();
        var receiver = receiver(receivers, false);
        node(receiver, Map.of());
        await("what is sealed is there", () -> has(receiver, sealed));
        if (Backstage.count("select count(*) from log_edge") == 0) {
            long late = append(1);
            pause(Duration.ofSeconds(2));
            assertFalse(has(receiver, late));
        }
        long last = append(1);
        Sealing.all();

        await("then it is", () -> has(receiver, last));
    }

    @Test
    void positionFollowsOnceTheConnectionHasOutlivedWhatWasWritten() {
        append(20);
        long last = Sealing.all();
        var receiver = receiver(receivers, false);
        node(receiver, Map.of());

        await("it counts as sent", () -> position() >= last);

        assertEquals(expected(), all(receiver).stream().filter(number -> number <= last).toList());
    }

    @Test
    void whatWasOnlyWrittenDoesNotCountAsSent() {
        append(20);
        long last = Sealing.all();
        var receiver = receiver(receivers, false);
        var node = node(receiver, Map.of("settle", "1H"));
        await("it was written", () -> has(receiver, last));
        pause(Duration.ofSeconds(1));
        node.close();

        assertEquals(first - 1, position());
    }

    @Test
    void oneNodeSendsAndAnotherTakesOver() {
        append(50);
        long half = Sealing.all();
        var receiver = receiver(receivers, false);
        var one = node(receiver, Map.of());
        await("the first half is there", () -> has(receiver, half));
        node(receiver, Map.of());
        pause(Duration.ofSeconds(2));
        assertEquals(1, receiver.numbers().size(), "one node at a time");

        one.close();
        append(50);
        long last = Sealing.all();

        await("the other goes on", () -> has(receiver, last));
        assertEquals(expected(), all(receiver));
    }

    @Test
    void receiverWithACertificateThatNobodyVouchesForIsToldNothing() {
        refused(strangers);
    }

    @Test
    void receiverWithACertificateOfAnotherNameIsToldNothing() {
        refused(others, Map.of("authorities", others.certificate().toString()));
    }

    @Test
    void receiverThatAsksIsShownTheServicesOwnCertificate() {
        append(5);
        long last = Sealing.all();
        var receiver = receiver(receivers, true);
        node(receiver, Map.of("certificate", own.certificate().toString(), "certificate-key", own.key().toString()));

        await("it is let in", () -> has(receiver, last));
    }

    @Test
    void messageIsOneOfRfc5424WithTheEntryAsAnEvent() {
        long last = Sealing.all();
        var receiver = receiver(receivers, false);
        node(receiver, Map.of("node", "node-1"));
        await("it is there", () -> has(receiver, last));

        var message = receiver.connections().getFirst().stream().filter(text -> TlsReceiver.number(text) == first)
                .findFirst().orElseThrow();
        assertTrue(
                message.matches("<110>1 20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z node-1 doorstep - STAGE "
                        + "\\[entry@32473 number=\"" + first + "\"] \\{\"action_id\":1,.*\"class_uid\":6005,.*}"),
                message);
    }

    private void refused(Certificates certificates) {
        refused(certificates, Map.of());
    }

    private void refused(Certificates certificates, Map<String, String> settings) {
        append(5);
        Sealing.all();
        var receiver = receiver(certificates, false);
        node(receiver, settings);
        pause(Duration.ofSeconds(3));

        assertAll(() -> assertEquals(List.of(), receiver.connections()),
                () -> assertEquals(first - 1, position()));
    }

    private TlsReceiver receiver(Certificates certificates, boolean wantsCertificate) {
        var receiver = new TlsReceiver(certificates.server(own), wantsCertificate);
        opened.add(receiver);
        return receiver;
    }

    /** A node that sends until it is closed. */
    private Node node(TlsReceiver receiver, Map<String, String> settings) {
        var node = new Node(config(receiver, settings));
        opened.add(node);
        return node;
    }

    private final class Node implements AutoCloseable {
        private final SendLog sendLog;
        private final Thread thread;
        private volatile boolean closed;

        private Node(SiemConfig config) {
            sendLog = new SendLog(config, new SendingNode(pool), new Receiver(vertx, config), head, entries, clock,
                    new SimpleMeterRegistry());
            thread = Thread.ofPlatform().start(this::run);
        }

        private void run() {
            while (!closed) {
                try {
                    VertxContextSupport.subscribeAndAwait(() -> sendLog.look());
                } catch (Throwable e) {
                    throw new IllegalStateException(e);
                }
                pause(Duration.ofMillis(50));
            }
        }

        @Override
        public void close() {
            closed = true;
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            sendLog.stop(new io.quarkus.runtime.ShutdownEvent());
        }
    }

    private static SiemConfig config(TlsReceiver receiver, Map<String, String> settings) {
        var all = new HashMap<>(Map.of("host", "localhost", "port", Integer.toString(receiver.port()), "authorities",
                receivers.certificate().toString(), "settle", "0.3S", "take-over", "0.8S", "back-off", "0.2S",
                "send-again", "200"));
        all.putAll(settings);
        var named = new HashMap<String, String>();
        all.forEach((name, value) -> named.put("doorstep.siem." + name, value));
        return new SmallRyeConfigBuilder().addDefaultInterceptors().withMapping(SiemConfig.class)
                .withConverter(Duration.class, 200, new DurationConverter())
                .withSources(new PropertiesConfigSource(named, "test", 100)).build().getConfigMapping(SiemConfig.class);
    }

    /** Appends so many entries. The number of the last. */
    private static long append(int count) {
        Backstage.change("insert into access_entry (at, zone, actor, actor_kind, action, fields, decision) select "
                + "now(), 'Asia/Shanghai', 'siem-test', 'CLIENT', 'STAGE', '{}', 'GRANTED' from generate_series(1, ?)",
                count);
        return Backstage.count("select max(entry_id) from access_entry where actor = 'siem-test'");
    }

    /** The entries that must be there: all from the first on, whoever made them. */
    private List<Long> expected() {
        return Backstage.rows("select entry_id from access_entry where entry_id >= ? and entry_id <= "
                + "(select max(last_entry) from log_checkpoint) order by 1", first).stream()
                .map(row -> (Long) row.get("entry_id")).toList();
    }

    private List<Long> all(TlsReceiver receiver) {
        return new ArrayList<>(new TreeSet<>(receiver.numbers().stream().flatMap(List::stream)
                .filter(number -> number >= first).toList()));
    }

    private static boolean has(TlsReceiver receiver, long number) {
        return receiver.numbers().stream().anyMatch(numbers -> numbers.contains(number));
    }

    private static long position() {
        return Backstage.count("select entry from siem_position");
    }

    private static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + SOON.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, what);
            pause(Duration.ofMillis(20));
        }
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
